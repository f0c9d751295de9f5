"""What can be wrong with a published file: its name, why it is so, and what helps.

``docs/hosting.md`` explains each of them by the same name; a test holds the two together.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of fault. ``name`` tells it from all others and is what the report prints first."""

    name: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of one file. ``detail`` is what this host said, made safe to print; equal ones are told together."""

    cause: Cause
    detail: str = ""


_AGAIN = "重新上传这些文件，再核对一次。"
_ADMIN = "请网站管理员处理；设置的样例见 docs/hosting.md。"

NOTHING_THERE = Cause(
    "网站不在这个地址",
    "所有文件都取不到（404）。",
    "核对网址：应当是放 index.html 的那个文件夹的地址。网址没有错，就是还没有上传，或者上传到了别的文件夹。",
)
MISSING = Cause("缺少文件", "主机说没有这些文件（404）。", "没有上传，或者上传时漏了。" + _AGAIN)
FOLDER_MISSING = Cause(
    "缺少整个文件夹", "这个文件夹里的文件全部取不到（404）。", "上传整个文件夹，连同里面的子文件夹。"
)
UNKNOWN_TYPE = Cause(
    "主机不给这种文件",
    "这种扩展名的文件全部取不到（404），别的文件取得到。多半是主机不认得这种类型，或者上传时把它们挡住了。",
    "先确认文件已经上传；再请网站管理员增加这种文件的类型（IIS 是“MIME 类型”，nginx 是 types，Apache 是 AddType），"
    "样例见 docs/hosting.md。",
)
OTHER_CASE = Cause(
    "文件名的大小写被改了",
    "这个地址取不到，改成小写就取到了：上传的工具或主机改了文件名的大小写。",
    "用保持文件名原样的工具重新上传，例如 FTP 客户端里关闭“转为小写”。",
)
FORBIDDEN = Cause(
    "主机拒绝访问",
    "主机有这个地址，但是不让看（403）。可能是文件的权限不对，也可能被防火墙（WAF）挡住了。",
    "把文件的权限设为所有人可读（644，文件夹 755）；权限没有问题时，请网站管理员查看防火墙的记录。",
)
LOGIN = Cause("要登录才能看", "主机要求登录，公众看不到。", "请网站管理员把这个栏目设为公开。")
TOO_MANY = Cause(
    "主机限制了访问次数",
    "主机说访问太频繁（429），多次重试以后还是这样。",
    "过一会儿用 --jobs 1 再核对一次；已经核对过的不会重新取。",
)
SERVER_ERROR = Cause("主机出错", "主机自己出了错误（5xx），重试以后还是这样。", "请网站管理员查看主机的错误记录。")
ODD_STATUS = Cause("主机的回答不对", "取一个文件，主机应当回答 200。", _ADMIN)

EMPTY = Cause("文件是空的", "主机上的文件没有内容。上传中断，或者主机的空间已满。", "检查主机的剩余空间，" + _AGAIN)
TRUNCATED = Cause("文件不完整", "只有前面一部分，后面没有了：上传时中断。", _AGAIN)
LINE_ENDS = Cause(
    "换行被改了",
    "内容相同，只是换行符不同：FTP 用文本（ASCII）方式上传了。",
    "把 FTP 客户端的传输方式设为二进制（binary），全部重新上传。",
)
BYTE_ORDER_MARK = Cause(
    "文件前面多了标记",
    "文件开头多了三个字节（BOM）：有程序打开并另存过。",
    "不要用编辑器打开再保存，从 output 直接上传。",
)
TRANSCODED = Cause(
    "文字编码被改了",
    "文件被转成了 GBK，网页会显示成乱码。",
    "请管理员关闭网站平台的编码转换，或者换一种上传的办法（例如 FTP 二进制方式）。",
)
WRAPPED = Cause(
    "被加进了别的内容",
    "我们的内容还在，但是前后或中间多了东西：网站平台套了自己的页头页脚，或者插入了脚本（统计、广告、运营商劫持）。",
    "请管理员把这个栏目设为原样发布静态文件，不套模板、不插入脚本；网址用 https 可以防止运营商劫持。",
)
FOREIGN_PAGE = Cause(
    "别的网页顶替了文件",
    "主机给的是另一个网页，不是我们的文件，却说一切正常（200）。常见的有登录页、“页面不存在”的提示页、防火墙的验证页。",
    "确认文件已经上传，而且不登录也能看；并请管理员让不存在的地址回答 404。",
)
OLD_VERSION = Cause(
    "还是上一次上传的版本",
    "和主机上那份 SHA256SUMS 的记录一致，它是另一次生成的：新的没有传上去。",
    "上传 output 里的全部内容，覆盖原来的文件。",
)
STALE_CACHE = Cause(
    "缓存里是旧的",
    "绕过缓存取到的是对的，直接取到的是旧的：网站前面的缓存（CDN、反向代理）还没有更新。",
    "在 CDN 或主机的管理页面刷新缓存，或者等它过期；以后让网页的缓存时间短一些，见 docs/hosting.md。",
)
LIKELY_CACHE = Cause(
    "内容不同，可能是缓存",
    "内容和 output 不同，主机的回答里写着它来自缓存。",
    "刷新 CDN 或主机的缓存，再核对一次；还是这样，就重新上传。",
)
CHANGED = Cause(
    "内容不同",
    "主机上的文件和 output 里的不一样：没有上传新的，或者上传以后被改过。",
    _AGAIN + "仍然不同的，请管理员查明是什么程序改了它。",
)
TOO_LONG = Cause("文件长出许多", "主机给的内容比文件长得多，没有读完。", "重新上传；仍然这样的，请管理员检查这个地址。")
LOCAL_CHANGED = Cause(
    "本机的文件被改过",
    "output 里的这个文件和生成时不一样（或者被删掉了），不能用来比较。",
    "重新运行 gongkai build，上传，再核对。",
)

LOOP = Cause("转来转去没有结果", "主机让浏览器从一个地址转到另一个，转不出来（重定向循环）。", _ADMIN)
ELSEWHERE = Cause(
    "转到了别的网站",
    "主机让浏览器到另一个网站去取。网页的安全规则只许用本站的文件，样式、脚本和搜索会失效。",
    "如果那里才是正式的网址，就用那个网址核对；否则请管理员取消这个转向。",
)
OTHER_SCHEME = Cause(
    "转到了 https 或别的端口",
    "主机让浏览器换一种方式访问同一个网站。",
    "用转到的网址核对，并把它写进 content/site.yaml 的“网址”。",
)
BAD_REDIRECT = Cause("转向写得不对", "主机说要转到别处，却没有给出能用的地址。", _ADMIN)

SLOW = Cause(
    "太慢",
    "等了很久还没有收完，重试以后还是这样（超时）。",
    "过一会儿再核对；总是这样的，请管理员检查主机的带宽和负载。",
)
RESET = Cause(
    "连接被断开",
    "收到一半连接就断了，重试以后还是这样。可能是防火墙或主机的程序在中途断开。",
    "过一会儿用 --jobs 1 再核对；总是这样的，请管理员查看防火墙和主机的错误记录。",
)
REFUSED = Cause("主机不接受连接", "这台主机的这个端口没有网站在运行。", "核对网址和端口；请管理员确认网站已经启动。")
UNKNOWN_NAME = Cause(
    "找不到这台主机", "网址里的主机名没有登记（DNS），或者本机没有联网。", "核对网址，检查本机的网络。"
)
TLS = Cause(
    "证书有问题",
    "https 的证书没有通过检查，浏览器会提示不安全。",
    "请管理员更换或续期证书；内部网站用自己的证书的，先把它装进本机系统。",
)
NO_WAY = Cause("连接不上", "到这台主机的连接没有建立起来。", "检查本机的网络和代理设置（HTTPS_PROXY 等）。")
NOT_HTTP = Cause(
    "主机的回答读不懂",
    "收到的不是规范的 HTTP 回答，或者超过了合理的长度。",
    "核对网址和端口；请管理员检查主机和它前面的代理。",
)
BAD_ENCODING = Cause(
    "压缩的写法不对",
    "内容的压缩（Content-Encoding）解不开，或者是没有要求过的压缩方式。",
    "请管理员检查压缩的设置：只压缩一次，并且只用浏览器说明支持的方式。",
)

WRONG_TYPE = Cause(
    "类型不对",
    "内容是对的，但是主机说它是另一种文件（Content-Type），浏览器会不执行、不显示或者当成附件下载。",
    "请网站管理员改正这种扩展名的类型，样例见 docs/hosting.md。",
)
WRONG_CHARSET = Cause(
    "文字编码说错了",
    "文件是 UTF-8，主机却说是另一种编码（charset），中文会成为乱码。",
    "请管理员去掉这个 charset，或改为 utf-8（Apache 是 AddDefaultCharset，nginx 是 charset）。",
)
ATTACHMENT = Cause(
    "网页成了附件",
    "主机要求浏览器把网页保存下来（Content-Disposition: attachment），而不是显示。",
    "请管理员把这个栏目设为网页，不要设为附件。",
)
NO_INDEX = Cause(
    "文件夹的地址打不开",
    "以“/”结尾的地址应当显示那里的 index.html，主机没有这样做。",
    "请管理员把 index.html 设为默认文档（nginx 是 index，Apache 是 DirectoryIndex，IIS 是“默认文档”）。",
)
SOFT_404 = Cause(
    "不存在的地址没有回答 404",
    "随便写的一个地址，主机也说正常或者转到别处。搜索引擎会收录错误的地址，坏链接查不出来。",
    "请管理员让不存在的地址回答 404，并用 404.html 作为提示页，样例见 docs/hosting.md。",
)

UNANSWERED = frozenset({SLOW, RESET, REFUSED, UNKNOWN_NAME, TLS, NO_WAY, NOT_HTTP})
"""Faults of the way to the host: it gave no answer that could be judged."""

PASSING = UNANSWERED - {TLS, UNKNOWN_NAME} | {TOO_MANY, SERVER_ERROR}
"""Faults that may be gone a moment later, and are asked again."""

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Cause))
