"""Runs commands in a pseudo terminal and keeps what a person would see: as text, and as an SVG picture. POSIX, standard library only."""
import fcntl
import html
import os
import pty
import re
import select
import struct
import termios
import time

COLUMNS = 100
# As most dark terminals have them: black, red, green, yellow, blue, magenta, cyan, white; then the bright ones.
PALETTE = ["#3b4252", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#c9d1d9",
           "#6e7681", "#ffa198", "#a5f2b3", "#f2cc60", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff"]
SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|\x1b\][^\x07]*(?:\x07|\x1b\\)|\x1b[=>()][0B]?")


class Screen:
    """A terminal that scrolls for ever: every line that was written stays."""

    def __init__(self):
        self.rows, self.row, self.column, self.style = [[]], 0, 0, (None, False, False)

    def feed(self, text):
        at = 0
        while at < len(text):
            if text[at] == "\x1b" and (found := SEQUENCE.match(text, at)):
                if found[2]:
                    self._control(found[2], [int(n) if n else 0 for n in found[1].lstrip("?").split(";")], found[1])
                at = found.end()
                continue
            self._character(text[at])
            at += 1

    def _character(self, c):
        if c == "\n":
            self.row += 1
        elif c == "\r":
            self.column = 0
        elif c == "\t":
            self.column += 8 - self.column % 8
        elif c == "\b":
            self.column = max(0, self.column - 1)
        elif c >= " ":
            if self.column >= COLUMNS:
                self.row, self.column = self.row + 1, 0
            line = self._line()
            line += [(" ", (None, False, False))] * (self.column + 1 - len(line))
            line[self.column] = (c, self.style)
            self.column += 1

    def _line(self):
        while len(self.rows) <= self.row:
            self.rows.append([])
        return self.rows[self.row]

    def _control(self, letter, numbers, raw):
        first = numbers[0] or 1
        if letter == "m":
            self._colour(numbers)
        elif letter == "A":
            self.row = max(0, self.row - first)
        elif letter == "B":
            self.row += first
        elif letter == "C":
            self.column += first
        elif letter == "D":
            self.column = max(0, self.column - first)
        elif letter == "G":
            self.column = first - 1
        elif letter == "K":
            line = self._line()
            del line[0 if raw == "2" else self.column:]
        elif letter == "J":
            del self._line()[self.column:]
            del self.rows[self.row + 1:]

    def _colour(self, numbers):
        colour, bold, dim = self.style
        numbers = iter(numbers)
        for n in numbers:
            if n == 0:
                colour, bold, dim = None, False, False
            elif n in (1, 2):
                bold, dim = (True, dim) if n == 1 else (bold, True)
            elif n == 22:
                bold = dim = False
            elif 30 <= n <= 37 or 90 <= n <= 97:
                colour = PALETTE[n - 30 if n < 90 else n - 82]
            elif n == 39:
                colour = None
            elif n == 38 and next(numbers, None) == 5:
                index = next(numbers, 7)
                colour = PALETTE[index] if index < 16 else "#c9d1d9"
        self.style = (colour, bold, dim)

    def text(self):
        lines = ["".join(c for c, _ in line).rstrip() for line in self.rows]
        return "\n".join(lines).strip("\n")

    def svg(self, title):
        rows = self.rows[:]
        while rows and not "".join(c for c, _ in rows[-1]).strip():
            rows.pop()
        width, height = round(COLUMNS * 8.43 + 32), len(rows) * 19 + 60
        out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(title)}"'
               ' font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="14">',
               f"<title>{html.escape(title)}</title>",
               f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
               *(f'<circle cx="{20 + 18 * i}" cy="18" r="5.5" fill="{c}"/>' for i, c in enumerate(["#ff5f57", "#febc2e", "#28c840"]))]
        for number, line in enumerate(rows):
            for start, run, (colour, bold, dim) in runs(line):
                looks = f' fill="{colour or ("#8b949e" if dim else "#c9d1d9")}"' + (' font-weight="bold"' if bold else "")
                out.append(f'<text x="{16 + start * 8.43:.1f}" y="{50 + number * 19}" textLength="{len(run) * 8.43:.1f}"'
                           f' xml:space="preserve"{looks}>{html.escape(run, quote=False)}</text>')
        return "\n".join([*out, "</svg>", ""])


def runs(line):
    """The pieces of a line that look the same, without the blanks at their ends."""
    at = 0
    while at < len(line):
        end = at
        while end < len(line) and line[end][1] == line[at][1]:
            end += 1
        text = "".join(c for c, _ in line[at:end])
        # A wide gap is no text: the columns of a table stay where they are in any font.
        for word in re.finditer(r"\S+(?: \S+)*", text):
            yield at + word.start(), word[0], line[at][1]
        at = end


def run(command, screen, answers=(), env=None, cwd=None, patience=120):
    """Runs a command of the shell. What is typed comes when the command waits behind a question. Its exit code."""
    answers = list(answers)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd or ".")
        os.execvpe("bash", ["bash", "--norc", "-c", command], {**(env or os.environ), "TERM": "xterm-256color", "PAGER": "cat"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    last, end, rest = time.monotonic(), time.monotonic() + patience, b""
    while True:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            rest += data
            try:
                screen.feed(rest.decode())
                rest = b""
            except UnicodeDecodeError:
                pass
            last = time.monotonic()
        elif answers and screen.column > 0 and time.monotonic() - last > 1.5:
            os.write(terminal, answers.pop(0).encode() + b"\r")
            last = time.monotonic()
        elif time.monotonic() > end:
            os.kill(child, 15)
            break
        elif (ended := os.waitpid(child, os.WNOHANG))[0]:
            # Something in the background still has the terminal.
            return os.waitstatus_to_exitcode(ended[1])
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
