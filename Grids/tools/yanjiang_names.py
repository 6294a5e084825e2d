"""The invented names of the sample district: estates, building works, people and telephone numbers."""

import hashlib

DISTRICT = ("512002", "雁江区")

SPECIALISED = [   # specialty, name, address
    ("family", "婚姻家庭纠纷", "雁江区妇女儿童活动中心一楼"),
    ("property", "物业纠纷", "雁江区住房保障服务中心三楼"),
    ("traffic", "道路交通纠纷", "雁江区交通事故处理中心一楼"),
    ("medical", "医疗纠纷", "雁江区卫生健康服务中心四楼"),
]

BUILDING_WORKS = [
    "安置房一期", "老旧小区改造", "农贸市场改建", "幼儿园新建", "污水管网", "道路拓宽", "标准厂房",
    "养老院新建", "滨河步道", "商住楼", "卫生院扩建", "停车楼", "自来水厂", "文化广场", "变电站",
]

ESTATES = [
    first + last
    for last in ("花园", "家园", "苑", "小区", "佳苑")
    for first in ("锦和", "沱滨", "雁栖", "望江", "橘香", "书台", "荷塘", "竹溪", "金桂", "枫林", "清泉",
                  "和顺", "春晓", "翠湖", "凤鸣", "松月")
]
STREETS = ("和平路", "车站路", "建设路", "滨河路", "团结街", "书院街", "桂花巷", "新民街")

_BODIES = [   # id, name, kind, categories
    ("hrss", "雁江区人力资源和社会保障局", "department", "D10"),
    ("housing", "雁江区住房和城乡建设局", "department", "D09 D10 D11 D17 D20"),
    ("police", "资阳市公安局雁江区分局", "police", "D01 D06 D15 D18"),
    ("traffic-police", "雁江区交通警察大队", "police", "D13"),
    ("court", "雁江区人民法院", "court", "D01 D04"),
    ("procuratorate", "雁江区人民检察院", "procuratorate", "D10 D19"),
    ("justice", "雁江区司法局", "department", "D02 D03 D04 D05 D06 D21"),
    ("women", "雁江区妇女联合会", "massOrganisation", "D01"),
    ("medical-committee", "雁江区医疗纠纷人民调解委员会", "mediationCommittee", "D12"),
    ("health", "雁江区卫生健康局", "department", "D12"),
    ("civil-affairs", "雁江区民政局", "department", "D19 D21"),
    ("agriculture", "雁江区农业农村局", "department", "D05 D07 D19"),
    ("land", "资阳市自然资源和规划局雁江分局", "department", "D03 D07 D08"),
    ("environment", "资阳市雁江生态环境局", "department", "D09"),
    ("market", "雁江区市场监督管理局", "department", "D05 D14 D15"),
    ("city-management", "雁江区综合行政执法局", "department", "D03 D09"),
    ("emergency", "雁江区应急管理局", "department", "D20"),
    ("fire", "雁江区消防救援大队", "department", "D20"),
    ("culture-tourism", "雁江区文化广播电视和旅游局", "department", "D16"),
    ("petition", "雁江区信访局", "department", "D08 D19 D21 D99"),
    ("discipline", "雁江区纪委监委", "discipline", "D19"),
]

_FAMILY = "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
_GIVEN_FIRST = "国建志文明永德兴正光玉秀桂春丽晓雪红淑素小立家思永云长天大世宗学荣"
_GIVEN_LAST = "华英强芳军平勇敏杰娟涛燕刚霞波琴林梅峰兰斌凤辉玲成洪超萍海蓉福贵"


def choose(key, count):
    """A number below `count` that depends on `key` alone."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % count


def person(number):
    """A name of common characters, another one for every number: the step shares no factor with the lists."""
    number, family = divmod(number * 19_949, len(_FAMILY))
    number, first = divmod(number, len(_GIVEN_FIRST))
    return _FAMILY[family] + _GIVEN_FIRST[first] + _GIVEN_LAST[number % len(_GIVEN_LAST)]


def office_phone(number):
    """A local number never begins with 0 in China, so this rings nobody."""
    return f"028-0000-{number:04}"


def mobile_phone(number):
    """No operator has been given numbers that begin with 154, so this rings nobody."""
    return f"154-0000-{number:04}"


BODIES = [
    {"id": id, "name": name, "kind": kind, "division": DISTRICT[0], "phone": office_phone(200 + number),
     "categories": categories}
    for number, (id, name, kind, categories) in enumerate(_BODIES, start=1)
]
