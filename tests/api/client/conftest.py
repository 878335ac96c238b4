from tests.api.http.conftest import service, working

__all__ = ["service", "working"]
