"""The smallest Typer program with two commands: what start-up is compared with."""

import typer

app = typer.Typer()


@app.command()
def hello(name: str, loud: bool = False) -> None:  # noqa: FBT001, FBT002 - a switch on the command line
    """Say hello."""
    print(f"Hello {name}{'!' if loud else ''}")


@app.command()
def bye(name: str) -> None:
    """Say bye."""
    print(f"Bye {name}")


if __name__ == "__main__":
    app()
