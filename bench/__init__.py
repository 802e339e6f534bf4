"""How fast Owntexts is: each job beside a floor that is measured in the same run (docs/design.md, "Speed to reach").

    python -m bench import --messages 100000

Wall-clock times differ from machine to machine and hour to hour; ratios much less. Nothing here fails a build.
"""
