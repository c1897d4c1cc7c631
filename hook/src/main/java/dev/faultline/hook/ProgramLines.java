package dev.faultline.hook;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The standard output of a program, told line by line. */
final class ProgramLines extends OutputStream {
  /** A line that is longer comes in pieces. */
  private static final int LONGEST = 8_192;

  private final Program program;
  private final boolean error;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ProgramLines(Program program, boolean error) {
    this.program = program;
    this.error = error;
  }

  @Override
  public void write(int part) {
    if (part == '\n') {
      tell();
    } else {
      line.write(part);
      if (line.size() >= LONGEST) {
        tell();
      }
    }
  }

  @Override
  public void write(byte[] parts, int from, int count) {
    for (int at = from; at < from + count; at++) {
      write(parts[at]);
    }
  }

  private void tell() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!program.context.halted()) {
      program.line(error, text);
    }
  }
}
