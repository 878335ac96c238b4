"""The words generated rounds are made of, in Chinese and English. Every name is made up."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Text

__all__ = ["CLUSTERS", "DATASETS", "KINDS", "Cluster", "Kind", "department_name", "project_title"]

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Related skills that the same people tend to have, who does them, and what they do."""

    departments: Names
    skills: Names
    packages: Names


CLUSTERS = (
    Cluster(
        (("软件研发部", "Software Development"), ("信息技术部", "Information Technology"),
         ("平台工程部", "Platform Engineering"), ("嵌入式系统部", "Embedded Systems"),
         ("数字产品部", "Digital Products")),
        (("后端开发", "Backend development"), ("前端开发", "Frontend development"),
         ("嵌入式软件", "Embedded software")),
        (("接口开发", "Interface development"), ("系统联调", "System integration"),
         ("固件开发", "Firmware development"), ("界面改版", "User interface"),
         ("上线切换", "Go-live")),
    ),
    Cluster(
        (("数据部", "Data"), ("经营分析部", "Business Analytics"), ("智能算法部", "Applied AI"),
         ("数据治理部", "Data Governance"), ("数字运营部", "Digital Operations")),
        (("数据工程", "Data engineering"), ("数据科学", "Data science"),
         ("业务分析", "Business analysis")),
        (("数据整备", "Data preparation"), ("建模与回测", "Modelling and back-testing"),
         ("指标梳理", "Metric definitions"), ("看板上线", "Dashboards"),
         ("试运行评估", "Pilot evaluation")),
    ),
    Cluster(
        (("产品研发中心", "Product Development"), ("结构设计部", "Mechanical Design"),
         ("电子设计部", "Electronics"), ("工业设计部", "Industrial Design"),
         ("前瞻技术部", "Advanced Engineering")),
        (("结构设计", "Mechanical design"), ("电子设计", "Electronics design"),
         ("仿真分析", "Simulation")),
        (("方案设计", "Concept design"), ("详细设计", "Detailed design"),
         ("仿真评审", "Simulation review"), ("样机制作", "Prototype build"),
         ("设计冻结", "Design freeze")),
    ),
    Cluster(
        (("制造部", "Manufacturing"), ("工艺部", "Process Engineering"),
         ("设备部", "Plant Equipment"),
         ("自动化部", "Automation"), ("生产管理部", "Production Planning")),
        (("工艺工程", "Process engineering"), ("自动化", "Automation engineering"),
         ("生产计划", "Production planning")),
        (("工艺试验", "Process trials"), ("工装改造", "Tooling changes"),
         ("产线调试", "Line commissioning"), ("小批试产", "Pilot production"),
         ("节拍优化", "Cycle time improvement")),
    ),
    Cluster(
        (("质量部", "Quality"), ("测试中心", "Test Centre"), ("认证合规部", "Certification"),
         ("可靠性部", "Reliability"), ("计量部", "Metrology")),
        (("测试验证", "Testing and validation"), ("质量管理", "Quality management"),
         ("认证合规", "Certification and compliance")),
        (("测试方案", "Test plan"), ("可靠性试验", "Reliability tests"),
         ("失效分析", "Failure analysis"), ("认证送检", "Certification tests"),
         ("质量评审", "Quality review")),
    ),
    Cluster(
        (("市场部", "Marketing"), ("大客户部", "Key Accounts"), ("电商部", "E-commerce"),
         ("品牌部", "Brand"), ("海外业务部", "International Sales")),
        (("市场研究", "Market research"), ("产品营销", "Product marketing"),
         ("大客户管理", "Key account management")),
        (("用户调研", "User study"), ("上市方案", "Launch plan"),
         ("渠道准备", "Channel preparation"),
         ("联合推广", "Joint campaign"), ("客户试用", "Customer trial")),
    ),
    Cluster(
        (("供应链部", "Supply Chain"), ("采购部", "Purchasing"), ("物流部", "Logistics"),
         ("计划部", "Demand Planning"), ("仓储部", "Warehousing")),
        (("采购管理", "Purchasing"), ("物流规划", "Logistics planning"),
         ("供应商管理", "Supplier management")),
        (("供应商寻源", "Supplier search"), ("物流方案", "Logistics concept"),
         ("库存策略", "Stock policy"), ("来料验证", "Incoming parts approval"),
         ("切换实施", "Roll-out")),
    ),
    Cluster(
        (("客户服务部", "Customer Service"), ("培训中心", "Training Centre"), ("财务部", "Finance"),
         ("项目管理部", "Project Office"), ("法务部", "Legal")),
        (("客户支持", "Customer support"), ("培训开发", "Training development"),
         ("成本核算", "Cost accounting")),
        (("现状访谈", "Interviews"), ("流程设计", "Process design"), ("成本测算", "Cost model"),
         ("培训实施", "Training"), ("效果复盘", "Review of results")),
    ),
)  # fmt: skip
"""One department of each cluster comes before the second of any."""


def department_name(index: int) -> Text:
    """Return the name of the department ``index``, whose main cluster is ``index`` modulo 8."""
    cluster, turn = CLUSTERS[index % len(CLUSTERS)], index // len(CLUSTERS)
    zh, en = cluster.departments[turn % len(cluster.departments)]
    return Text(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of facility: its id, its name, what one unit costs a week, and its nature."""

    id: str
    zh: str
    en: str
    rate_yuan: int
    nature: str
    """``lab`` (needs an operator), ``licence`` (many units), ``channel`` or ``equipment``."""


KINDS = (
    Kind("environment-lab", "环境试验室", "environment laboratory", 4200, "lab"),
    Kind("cad-licence", "设计软件许可", "design licences", 500, "licence"),
    Kind("channel-online", "线上渠道", "online channel", 1200, "channel"),
    Kind("prototype-line", "试制线", "prototype line", 9000, "equipment"),
    Kind("compute", "计算集群", "compute cluster", 600, "licence"),
    Kind("emc-lab", "电磁兼容实验室", "EMC laboratory", 6000, "lab"),
    Kind("measuring", "三坐标测量机", "coordinate measuring machine", 2600, "equipment"),
    Kind("simulation-licence", "仿真软件许可", "simulation licences", 900, "licence"),
    Kind("user-lab", "用户体验室", "user laboratory", 1500, "lab"),
    Kind("channel-dealer", "经销渠道", "dealer channel", 1800, "channel"),
    Kind("test-vehicle", "试验车", "test vehicle", 3200, "equipment"),
    Kind("test-farm", "测试机架", "test rack", 1100, "equipment"),
)

DATASETS = (
    ("生产过程数据", "Production records"), ("客户服务工单", "Service tickets"),
    ("订单与库存", "Orders and stock"), ("测试档案", "Test archive"),
    ("设备运行日志", "Equipment logs"), ("用户行为数据", "User behaviour"),
    ("供应商评价", "Supplier ratings"), ("成本明细", "Cost details"),
)  # fmt: skip

_SUBJECTS = (
    ("控制器", "Controller"), ("电池组", "Battery pack"), ("温控模块", "Thermal module"),
    ("伺服驱动", "Servo drive"), ("检测终端", "Inspection terminal"), ("网关", "Gateway"),
    ("泵组", "Pump unit"), ("压缩机", "Compressor"), ("包装线", "Packaging line"),
    ("总装线", "Assembly line"), ("备件中心", "Spare parts centre"),
    ("仓储网络", "Warehouse network"),
    ("客户门户", "Customer portal"), ("工单系统", "Ticket system"), ("订单系统", "Order system"),
    ("主数据", "Master data"), ("质量追溯", "Quality tracing"), ("能耗管理", "Energy management"),
    ("经销商平台", "Dealer platform"), ("会员体系", "Loyalty programme"),
    ("培训体系", "Training programme"),
    ("报价流程", "Quotation process"), ("出口机型", "Export model"), ("入门机型", "Entry model"),
    ("旗舰机型", "Flagship model"), ("售后保障", "After-sales cover"),
    ("零部件平台", "Parts platform"),
    ("传感器", "Sensor"), ("线束", "Wiring harness"), ("远程运维", "Remote maintenance"),
)  # fmt: skip
_ACTIONS = (
    ("升级", "upgrade"), ("国产替代", "localisation"), ("降本", "cost reduction"),
    ("试点", "pilot"), ("平台化", "common platform"), ("可靠性提升", "reliability improvement"),
    ("预测优化", "forecast and optimisation"), ("数字化", "digitisation"),
    ("上市", "market launch"),
    ("标准化", "standardisation"), ("改版", "redesign"), ("扩能", "capacity extension"),
)  # fmt: skip


def project_title(index: int) -> Text:
    """Return a title for the project ``index``; the first 360 are different, then come phases."""
    subject = _SUBJECTS[index * 7 % len(_SUBJECTS)]
    round_, index_ = divmod(index, len(_SUBJECTS) * len(_ACTIONS))
    action = _ACTIONS[(index_ + index_ // len(_SUBJECTS)) % len(_ACTIONS)]
    phase_zh, phase_en = (f"（{round_ + 1} 期）", f", phase {round_ + 1}") if round_ else ("", "")
    return Text(zh=f"{subject[0]}{action[0]}{phase_zh}", en=f"{subject[1]} {action[1]}{phase_en}")
