"""Names of persons in Chinese texts, as far as a surname and what follows it tell them from other words."""

_SURNAME = (
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范"
    "石姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎武乔贺赖龚欧莫温庞樊殷施洪翟安颜倪严牛俞章鲁葛韦申尤毕骆卓甘柯凌麦冼邝]"
)
_ENDS = (
    "工会 协会 委会 公室 中心 公司 社区 [省市县区局站镇村馆院校所办部科组方队处委室股会司企园厂店社率性期类员级] 科室 部门 人员 经理 主任 [校院局镇村厂班组部处科股站队所]长 "
    "书记 支书 镇街 街道 园区 股室 会计 干事 专员"
)
NO_OFFICE = "".join(f"(?<!{end})" for end in _ENDS.split())
"""A pattern: what stands before is no office, place or title."""
PERSON = rf"{_SURNAME}[\u4e00-\u9fff]{{1,2}}{NO_OFFICE}"
"""A pattern: a surname of the commoner ones with a given name."""
SURE_PERSON = rf"(?:{_SURNAME}某|{_SURNAME}[\u4e00-\u9fff]{{2}}){NO_OFFICE}"
"""Where fewer words around it speak for a person: two signs may as well be any other word (严格, 章程)."""
