"""The command line `lifematters`. Each command's module is imported when it runs, so that `--help`
answers at once."""

import importlib
from pathlib import Path
from typing import ClassVar

import click


class _Lazy(click.Group):
    """Finds a command in the module of its name."""

    COMMANDS: ClassVar[dict[str, str]] = {
        "init": "新建空的数据目录 / Make a data folder with nothing in it",
        "load": "装载一份清单并发布 / Load a checklist and publish it",
        "validate": "校验已发布的版本或一份文件 / Validate what is published, or a file",
        "serve": "启动服务 / Serve",
        "register": "名录：待定的问题和决定 / The register: what is open, and the decisions",
        "query": "执行 SPARQL 或已存查询 / Run SPARQL or a saved query",
        "editions": "列出版本与发布记录 / List editions and publications",
        "diff": "比较两个版本 / Compare two editions",
        "rollback": "恢复到以前的快照 / Publish an earlier snapshot again",
        "check": "核对数据目录是否完好 / Check that the data folder is whole",
        "export": "导出 Word、Excel 或 RDF / Export as Word, Excel or RDF",
        "dump": "写出全部数据的下载文件 / Write the dump of everything",
        "crosswalk": "与其他系统编码的对照表 / Codes of other systems",
        "deliver": "把已发布的数据送到远程引擎 / Deliver what is published to the engine elsewhere",
        "gallery": "本地查询：收进、删除、列出 / The saved queries of this site",
        "token": "生成写入令牌 / Make a token for writing",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"server.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 / Commands"):
            formatter.write_dl(list(self.COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="LIFEMATTERS_DATA",
    help="数据目录 / the data folder [LIFEMATTERS_DATA, 默认 / default: data]",
)
@click.version_option(package_name="lifematters")
@click.pass_context
def main(ctx: click.Context, data: Path | None) -> None:
    """Lifematters：把政府全生命周期事项清单变成知识图谱和查询服务。

    Turns a government's checklist of life-cycle matters into a knowledge graph and a query service.
    """
    ctx.obj = {"data": data}
