"""The mutants of a module: its source with one small fault each. The faults are mutmut's; it also runs
tests, but leaves decorated functions and constants alone, and those are half of what a permission is."""

from dataclasses import dataclass

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

WORDS = ("_", "gettext", "gettext_lazy")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault. `name` says where it is without a line number: it stays the same where its function moves.

    `lines` are those of the code that changed, `around` those of the body of its function, both by number;
    the latter is empty where it is in none, so that it acts as soon as the module is imported.
    """

    name: str
    source: str
    change: str
    lines: range
    around: range


def mutants_of(source: str, only: tuple[str, ...] = ()) -> list[Mutant]:
    """Every mutant of the source that compiles, in order; of these functions and classes only, if named."""
    wrapper = MetadataWrapper(libcst.parse_module(source))
    found = _Faults()
    wrapper.visit(found)
    write = _Writer(wrapper.module)
    counts: dict[str, int] = {}
    seen = {source}
    mutants = []
    for fault in found.faults:
        if only and fault.path.split(".")[0] not in only:
            continue
        mutated = write(fault)
        if mutated in seen or not _compiles(mutated):
            continue
        seen.add(mutated)
        counts[fault.path] = counts.get(fault.path, 0) + 1
        name = f"{fault.path or '(module)'} {counts[fault.path]}"
        mutants.append(Mutant(name, mutated, _change(source, mutated), fault.lines, fault.around))
    return mutants


@dataclass(frozen=True, slots=True)
class _Fault:
    path: str
    statement: int  # its place in the module
    original: libcst.CSTNode
    mutated: libcst.CSTNode
    lines: range
    around: range


class _Faults(MutationVisitor):
    """Collects what mutmut would change, in decorated functions too; but not the words of errors and texts,
    which people read and no test should repeat."""

    def __init__(self) -> None:
        super().__init__(mutation_operators, IgnoredCode(set(), set(), set()))
        self.faults: list[_Fault] = []
        self._path: list[str] = []
        self._statement = -1
        self._statements: dict[libcst.CSTNode, int] = {}
        self._bodies: list[range] = []

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, libcst.Module):
            self._statements = {statement: i for i, statement in enumerate(node.body)}
        self._statement = self._statements.get(node, self._statement)
        if isinstance(node, libcst.ClassDef | libcst.FunctionDef):
            self._path.append(node.name.value)
        if isinstance(node, libcst.FunctionDef):
            self._bodies.append(self._lines(node.body))
        return super().on_visit(node)

    def on_leave(self, original_node: libcst.CSTNode) -> None:
        if isinstance(original_node, libcst.ClassDef | libcst.FunctionDef):
            self._path.pop()
        if isinstance(original_node, libcst.FunctionDef):
            self._bodies.pop()
        super().on_leave(original_node)

    def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, libcst.FunctionDef):
            return False
        if isinstance(node, libcst.Raise):
            return True
        if isinstance(node, libcst.Call) and isinstance(node.func, libcst.Name) and node.func.value in WORDS:
            return True
        return bool(super()._skip_node_and_children(node))

    def _create_mutations(self, node: libcst.CSTNode) -> None:
        for kind, operator in self._operators:
            if isinstance(node, kind):
                for mutated in operator(node):
                    lines = self._lines(node)
                    inside = self._bodies and lines.start in self._bodies[0]
                    around = self._bodies[0] if inside else range(0)
                    path = ".".join(self._path)
                    self.faults.append(_Fault(path, self._statement, node, mutated, lines, around))

    def _lines(self, node: libcst.CSTNode) -> range:
        place = self.get_metadata(PositionProvider, node, None)
        return range(place.start.line, place.end.line + 1) if place else range(0)


class _Writer:
    """Writes the module with one fault. Only the statement that holds it is written anew, to be quick."""

    def __init__(self, module: libcst.Module) -> None:
        self._module = module
        self._header = "".join(module.code_for_node(line) for line in module.header)
        self._statements = [module.code_for_node(statement) for statement in module.body]

    def __call__(self, fault: _Fault) -> str:
        before, after = self._statements[: fault.statement], self._statements[fault.statement + 1 :]
        mutated = self._module.body[fault.statement].deep_replace(fault.original, fault.mutated)
        return "".join([self._header, *before, self._module.code_for_node(mutated), *after])


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _change(before: str, after: str) -> str:
    """The lines that differ, each on one line: 'old -> new'."""
    old, new = before.splitlines(), after.splitlines()
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1

    def part(lines: list[str]) -> str:
        return " ".join(" ".join(lines[start : len(lines) - end]).split())

    return f"{part(old)} -> {part(new)}"
