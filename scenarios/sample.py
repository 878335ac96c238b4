"""A sample organisation: eight departments, their people and means, twelve requests.

Every name in it is made up. The round is contended on purpose: the requests ask for more money than
the funds hold, and for more weeks of the best data scientists and developers than there are.
"""

from __future__ import annotations

from datetime import date

from optimizer.domain import (
    Access,
    Benefit,
    Calendar,
    Dataset,
    DatasetNeed,
    Department,
    Expert,
    ExpertSkill,
    Facility,
    FacilityNeed,
    Fund,
    Leave,
    Mode,
    MoneyNeed,
    Outsource,
    Policy,
    Predecessor,
    Project,
    Round,
    SecurityLevel,
    Skill,
    StaffingNeed,
    Text,
    WorkPackage,
)

__all__ = ["sample_round"]

WEEKS = 20

DEPARTMENTS = (
    ("rd", "研发中心", "Research and Development"),
    ("data", "数据部", "Data"),
    ("mfg", "制造部", "Manufacturing"),
    ("quality", "质量部", "Quality"),
    ("sales", "市场销售部", "Sales and Marketing"),
    ("it", "信息技术部", "Information Technology"),
    ("supply", "供应链部", "Supply Chain"),
    ("service", "客户服务部", "Customer Service"),
)

SKILLS = (
    ("design", "产品设计", "Product design"),
    ("embedded", "嵌入式软件", "Embedded software"),
    ("data-science", "数据科学", "Data science"),
    ("data-eng", "数据工程", "Data engineering"),
    ("process", "工艺工程", "Process engineering"),
    ("testing", "测试与验证", "Testing and validation"),
    ("market", "市场研究", "Market research"),
    ("backend", "后端开发", "Backend development"),
    ("logistics", "物流规划", "Logistics planning"),
    ("support", "客户支持", "Customer support"),
)

# Id, Chinese and English name, department, skills with levels, offered share, weekly rate in yuan.
EXPERTS = (
    ("E01", "陈思远", "Chen Siyuan", "rd", {"design": 5, "testing": 2}, 100, 9000),
    ("E02", "李若溪", "Li Ruoxi", "rd", {"design": 3, "market": 2}, 80, 7000),
    ("E03", "赵一鸣", "Zhao Yiming", "rd", {"embedded": 5, "backend": 3}, 100, 9500),
    ("E04", "孙可欣", "Sun Kexin", "rd", {"embedded": 3}, 100, 7500),
    ("E05", "周知行", "Zhou Zhixing", "data", {"data-science": 5, "data-eng": 3}, 100, 10000),
    ("E06", "吴清越", "Wu Qingyue", "data", {"data-science": 3}, 80, 8000),
    ("E07", "郑安然", "Zheng Anran", "data", {"data-eng": 4, "backend": 2}, 100, 8500),
    ("E08", "王景行", "Wang Jingxing", "data", {"data-eng": 2, "data-science": 2}, 60, 6500),
    ("E09", "冯立诚", "Feng Licheng", "mfg", {"process": 5, "testing": 2}, 100, 8000),
    ("E10", "褚云帆", "Chu Yunfan", "mfg", {"process": 3}, 100, 6500),
    ("E11", "卫嘉禾", "Wei Jiahe", "mfg", {"process": 3, "logistics": 2}, 80, 6500),
    ("E12", "蒋明澈", "Jiang Mingche", "quality", {"testing": 5, "process": 2}, 100, 8000),
    ("E13", "沈书瑶", "Shen Shuyao", "quality", {"testing": 4}, 100, 7000),
    ("E14", "韩亦凡", "Han Yifan", "quality", {"testing": 2, "data-science": 2}, 80, 6500),
    ("E15", "杨沐晴", "Yang Muqing", "sales", {"market": 5}, 100, 7500),
    ("E16", "朱子墨", "Zhu Zimo", "sales", {"market": 3, "support": 3}, 100, 6000),
    ("E17", "秦朗", "Qin Lang", "it", {"backend": 5, "data-eng": 3}, 100, 9500),
    ("E18", "尤佳宁", "You Jianing", "it", {"backend": 4}, 100, 8000),
    ("E19", "许星河", "Xu Xinghe", "it", {"backend": 3, "embedded": 2}, 60, 7000),
    ("E20", "何承宇", "He Chengyu", "supply", {"logistics": 5}, 100, 7500),
    ("E21", "吕思齐", "Lü Siqi", "supply", {"logistics": 3, "data-eng": 2}, 100, 6500),
    ("E22", "施雨桐", "Shi Yutong", "service", {"support": 5, "market": 2}, 100, 6500),
    ("E23", "张远舟", "Zhang Yuanzhou", "service", {"support": 3, "testing": 2}, 100, 5500),
    ("E24", "孔令仪", "Kong Lingyi", "service", {"support": 3}, 50, 5000),
)

# Id, names, kind, department, units, weekly rate in yuan.
FACILITIES = (
    ("F01", "环境试验舱", "Climate chamber", "test-rig", "quality", 1, 4000),
    ("F02", "振动台", "Vibration table", "test-rig", "quality", 1, 3500),
    ("F03", "试制线", "Pilot line", "pilot-line", "mfg", 1, 9000),
    ("F04", "GPU 计算集群", "GPU cluster", "compute", "data", 8, 600),
    ("F05", "设计软件许可", "Design licences", "licence", "rd", 4, 500),
    ("F06", "用户体验室", "User laboratory", "user-lab", "service", 1, 1500),
    ("F07", "电商渠道", "Web shop channel", "channel", "sales", 2, 1000),
)

# Id, names, department, security level.
DATASETS = (
    ("D01", "生产过程数据", "Production records", "mfg", SecurityLevel.GENERAL_2),
    ("D02", "客户服务工单", "Service tickets", "service", SecurityLevel.GENERAL_2),
    ("D03", "订单与库存", "Orders and stock", "supply", SecurityLevel.GENERAL_1),
    ("D04", "产品测试档案", "Test archive", "quality", SecurityLevel.GENERAL_1),
)

# Id, names, department, amount in yuan.
FUNDS = (
    ("B01", "研发专项资金", "Research fund", "rd", 500_000),
    ("B02", "数字化资金", "Digital fund", "it", 400_000),
    ("B03", "质量改进资金", "Quality fund", "quality", 200_000),
    ("B04", "市场开拓资金", "Market fund", "sales", 250_000),
)

# A package: id, names, weeks, {skill: (level, people, load %)}, {facility kind: units}, datasets,
# {category of money: yuan}, predecessors. The last field of a project is what it is worth to whom.
Package = tuple[
    str, str, str, int, dict[str, tuple[int, int, int]], dict[str, int], tuple[str, ...], int,
    tuple[str, ...],
]  # fmt: skip

REQUESTS: tuple[
    tuple[str, str, str, str, tuple[str, ...], int, dict[str, int], tuple[Package, ...]], ...
] = (
    ("P01", "下一代控制器", "Next controller", "rd", ("mfg", "quality", "data"), 1,
     {"rd": 60, "mfg": 20, "sales": 20},
     (("A", "方案设计", "Concept", 4, {"design": (4, 1, 80)}, {"licence": 2}, (), 60_000, ()),
      ("B", "固件开发", "Firmware", 8, {"embedded": (3, 2, 100)}, {}, (), 120_000, ("A",)),
      ("C", "验证", "Validation", 4, {"testing": (4, 1, 100)}, {"test-rig": 1}, ("D04",), 80_000,
       ("B",)))),
    ("P02", "质量缺陷预测", "Defect prediction", "quality", ("data", "mfg"), 1,
     {"quality": 40, "mfg": 40},
     (("A", "数据整备", "Data preparation", 4, {"data-eng": (2, 1, 80)}, {}, ("D01",), 30_000, ()),
      ("B", "建模", "Modelling", 6, {"data-science": (3, 1, 100)}, {"compute": 4}, ("D01",),
       90_000, ("A",)),
      ("C", "上线试运行", "Pilot run", 4, {"process": (3, 1, 50), "backend": (3, 1, 50)},
       {"pilot-line": 1}, (), 40_000, ("B",)))),
    ("P03", "需求预测与补货", "Demand forecast", "supply", ("data", "sales", "it"), 2,
     {"supply": 45, "sales": 25},
     (("A", "数据接入", "Data feeds", 3, {"data-eng": (3, 1, 100)}, {}, ("D03",), 40_000, ()),
      ("B", "预测模型", "Forecast model", 6, {"data-science": (3, 1, 80)}, {"compute": 4},
       ("D03",), 60_000, ("A",)),
      ("C", "补货流程", "Replenishment", 4, {"logistics": (4, 1, 80)}, {}, (), 20_000, ("B",)))),
    ("P04", "客服知识助手", "Service assistant", "service", ("data", "it"), 2,
     {"service": 50, "sales": 10},
     (("A", "工单分析", "Ticket analysis", 4, {"data-science": (2, 1, 60), "support": (4, 1, 40)},
       {}, ("D02",), 20_000, ()),
      ("B", "系统开发", "Development", 7, {"backend": (4, 1, 100)}, {"compute": 2}, (), 110_000,
       ("A",)),
      ("C", "用户测试", "User test", 2, {"support": (3, 2, 60)}, {"user-lab": 1}, (), 10_000,
       ("B",)))),
    ("P05", "新包装试产", "New packaging", "mfg", ("supply", "rd"), 3, {"mfg": 20, "supply": 25},
     (("A", "包装设计", "Design", 3, {"design": (3, 1, 60)}, {"licence": 1}, (), 20_000, ()),
      ("B", "试产", "Trial run", 4, {"process": (3, 1, 80)}, {"pilot-line": 1}, (), 60_000,
       ("A",)),
      ("C", "运输验证", "Transport test", 2, {"testing": (2, 1, 60), "logistics": (2, 1, 40)},
       {"test-rig": 1}, (), 15_000, ("B",)))),
    ("P06", "华南市场进入", "Southern market entry", "sales", ("service", "supply"), 2,
     {"sales": 55, "supply": 10},
     (("A", "市场调研", "Market study", 5, {"market": (4, 1, 100)}, {}, (), 70_000, ()),
      ("B", "渠道上线", "Channel opening", 6, {"market": (3, 1, 60), "logistics": (3, 1, 50)},
       {"channel": 1}, (), 90_000, ("A",)))),
    ("P07", "设备状态监测", "Condition monitoring", "mfg", ("rd", "data", "it"), 2,
     {"mfg": 45, "quality": 10},
     (("A", "传感改造", "Sensors", 5, {"embedded": (3, 1, 80), "process": (2, 1, 50)}, {}, (),
       90_000, ()),
      ("B", "异常检测", "Anomaly detection", 5, {"data-science": (3, 1, 80)}, {"compute": 4},
       ("D01",), 50_000, ("A",)))),
    ("P08", "测试自动化", "Test automation", "quality", ("rd", "it"), 3,
     {"quality": 35, "rd": 15},
     (("A", "框架", "Framework", 5, {"backend": (3, 1, 60), "testing": (4, 1, 50)}, {}, ("D04",),
       60_000, ()),
      ("B", "台架接入", "Rig integration", 4, {"testing": (4, 1, 80)}, {"test-rig": 1}, (), 50_000,
       ("A",)))),
    ("P09", "统一数据平台", "Common data platform", "it", ("data", "supply", "mfg"), 1,
     {"it": 30, "data": 30, "supply": 15},
     (("A", "平台搭建", "Platform", 6, {"backend": (4, 1, 100), "data-eng": (3, 1, 100)}, {}, (),
       150_000, ()),
      ("B", "数据迁移", "Migration", 5, {"data-eng": (2, 2, 60)}, {"compute": 2}, ("D03",), 60_000,
       ("A",)))),
    ("P10", "耐久性改进", "Durability improvement", "rd", ("quality", "mfg"), 2,
     {"rd": 25, "quality": 25},
     (("A", "耐久试验", "Endurance test", 8, {"testing": (4, 1, 60)}, {"test-rig": 1}, ("D04",),
       70_000, ()),
      ("B", "结构优化", "Redesign", 5, {"design": (4, 1, 80)}, {"licence": 2}, (), 40_000,
       ("A",)))),
    ("P11", "会员与售后联动", "Loyalty and after-sales", "sales", ("service", "it"), 3,
     {"sales": 25, "service": 20},
     (("A", "方案调研", "Study", 3, {"market": (3, 1, 60), "support": (3, 1, 40)}, {}, ("D02",),
       20_000, ()),
      ("B", "系统改造", "System change", 6, {"backend": (3, 1, 80)}, {"channel": 1}, (), 80_000,
       ("A",)))),
    ("P12", "仓网优化", "Warehouse network", "supply", ("data", "mfg"), 3,
     {"supply": 35, "mfg": 10},
     (("A", "建模分析", "Analysis", 5, {"logistics": (3, 1, 80), "data-science": (2, 1, 60)}, {},
       ("D03",), 30_000, ()),
      ("B", "方案实施", "Roll-out", 6, {"logistics": (3, 1, 80)}, {}, (), 60_000, ("A",)))),
)  # fmt: skip


def sample_round() -> Round:
    """Return the sample round: 20 weeks, 8 departments, 24 people, 12 requests; always the same."""
    return Round(
        title=Text(zh="示例机构：七月至十一月统筹轮次", en="Sample organisation: July to November"),
        calendar=Calendar(
            start=date(2026, 7, 6),
            periods=WEEKS,
            holidays=tuple(date(2026, 10, day) for day in range(1, 8)),
        ),
        departments=tuple(Department(id=i, name=Text(zh=zh, en=en)) for i, zh, en in DEPARTMENTS),
        skills=tuple(Skill(id=i, name=Text(zh=zh, en=en)) for i, zh, en in SKILLS),
        experts=_experts(),
        facilities=tuple(
            Facility(
                id=i, name=Text(zh=zh, en=en), kind=kind, department=owner, units=units,
                rate_cents=rate * 100, access=Access(scope="anyone"),
            )
            for i, zh, en, kind, owner, units, rate in FACILITIES
        ),
        datasets=tuple(
            Dataset(id=i, name=Text(zh=zh, en=en), department=owner, security_level=level)
            for i, zh, en, owner, level in DATASETS
        ),
        funds=tuple(
            Fund(
                id=i, name=Text(zh=zh, en=en), department=owner, amount_cents=amount * 100,
                access=Access(scope="anyone"), categories=("project",),
            )
            for i, zh, en, owner, amount in FUNDS
        ),
        projects=tuple(
            Project(
                id=i, title=Text(zh=zh, en=en), sponsor=sponsor, participants=participants,
                tier=tier, packages=tuple(map(_package, packages)),
                benefits=tuple(Benefit(department=d, value=v) for d, v in worth.items()),
            )
            for i, zh, en, sponsor, participants, tier, worth, packages in REQUESTS
        ),
        policy=Policy(fast_lane_reserve_pct=10),
    )  # fmt: skip


def _experts() -> tuple[Expert, ...]:
    leave = {
        "E05": (Leave(first_day=date(2026, 8, 10), last_day=date(2026, 8, 21), reason="年假"),),
        "E12": (Leave(first_day=date(2026, 9, 14), last_day=date(2026, 9, 18), reason="培训"),),
    }
    return tuple(
        Expert(
            id=i,
            name=Text(zh=zh, en=en),
            department=department,
            skills=tuple(ExpertSkill(skill=s, level=level) for s, level in skills.items()),
            availability_pct=offered,
            leave=leave.get(i, ()),
            rate_cents=rate * 100,
            clearance=SecurityLevel.GENERAL_2,
            access=Access(scope="anyone"),
        )
        for i, zh, en, department, skills, offered, rate in EXPERTS
    )


def _package(package: Package) -> WorkPackage:
    id_, zh, en, weeks, people, facilities, datasets, yuan, predecessors = package
    mode = Mode(
        id="standard",
        duration=weeks,
        staffing=tuple(
            StaffingNeed(
                id=f"s-{skill}", skill=skill, min_level=level, headcount=count, load_pct=load,
                # Development can be bought; knowledge of the house can't.
                outsource=Outsource(rate_cents=1_500_000) if skill == "backend" else None,
            )
            for skill, (level, count, load) in people.items()
        ),
        facilities=tuple(
            FacilityNeed(id=f"f-{kind}", kind=kind, units=units)
            for kind, units in facilities.items()
        ),
        datasets=tuple(DatasetNeed(dataset=dataset, purpose="analysis") for dataset in datasets),
        money=(MoneyNeed(id="m-project", category="project", amount_cents=yuan * 100),),
    )  # fmt: skip
    return WorkPackage(
        id=id_,
        name=Text(zh=zh, en=en),
        modes=(mode,),
        predecessors=tuple(Predecessor(package=before) for before in predecessors),
    )
