"""The ticks: what is painted as done was done on the disk, and what the disk has is painted so."""

from tests.crash import reading

_GLYPHS = {"done": "✔", "skipped": "↷", "open": "·"}


def painted_and_never_kept(screen, sheet, library, count):
    """The steps and phases that are painted as done and on the disk never were."""
    titles = _titles(sheet.ticked, library)
    faults = []
    for glyph, title in reading.steps(screen):
        if glyph == "✔":
            count["ticks compared"] += 1
            if not any(one.startswith(title) for one in titles):
                faults.append(f"{sheet.live.id}: “{title}” is painted as done; on the disk it never was")
    for heading, dealt_with in reading.headings_done(screen):
        count["ticks compared"] += dealt_with
        kept = [_dealt_with(sheet, library.get(run.procedure), heading) for run in sheet.live.runs]
        if max(kept, default=0) < dealt_with:
            faults.append(f"{sheet.live.id}: {dealt_with} of {heading} are painted as done; on the disk are fewer")
    return faults


def painted_otherwise(screen, sheet, library, count):
    """The steps that are painted otherwise than they stand on the disk."""
    run = sheet.live.run
    procedure = library.get(run.procedure) if run else None
    if procedure is None:
        return []
    outcomes = {mark.id: mark.outcome for mark in run.marks}
    faults = []
    for glyph, title in reading.steps(screen):
        steps = [step for step in procedure.steps if step.title.startswith(title)]
        if len(steps) != 1 or glyph == "▸":
            continue
        count["ticks compared"] += 1
        wanted = _GLYPHS[outcomes.get(steps[0].id, "open")]
        if glyph != wanted:
            faults.append(f"{sheet.live.id}: “{title}” is painted {glyph}, on the disk it is {wanted}")
    return faults


def _titles(marks, library):
    steps = [step for one in {one for one, _step in marks} if one in library for step in library[one].steps]
    wanted = {step for _one, step in marks}
    return {step.title for step in steps if step.id in wanted}


def _dealt_with(sheet, procedure, heading):
    """How many steps of a phase were done or skipped on the disk, at one time or another."""
    if procedure is None:
        return 0
    sections = [steps for head, steps in procedure.steps_by_phase() if head.upper().startswith(heading.rstrip("…"))]
    return max((sum((procedure.id, step.id) in sheet.dealt for step in steps) for steps in sections), default=0)
