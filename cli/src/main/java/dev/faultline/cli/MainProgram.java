package dev.faultline.cli;

import dev.faultline.disk.crash.Crash;
import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.OrdinaryFiles;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An ordinary program as a subject of crashes. Its {@code main} gets the directory as its only
 * argument, and each line that it prints is an acknowledgement: whoever read it may rely on it.
 */
final class MainProgram implements CrashProgram {
  private final MainMethod main;

  MainProgram(MainMethod main) {
    this.main = main;
  }

  @Override
  public void run(Path directory) throws Exception {
    PrintStream before = System.out;
    Lines lines = new Lines();
    try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
      System.setOut(new PrintStream(lines, true, StandardCharsets.UTF_8));
      main.run(files, files.path().toString());
    } finally {
      System.setOut(before);
      lines.end();
    }
  }

  /** Acknowledges each line when it is complete. */
  private static final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int value) {
      if (value == '\n') {
        acknowledge();
      } else {
        line.write(value);
      }
    }

    private void acknowledge() {
      Crash.acknowledge(line.toString(StandardCharsets.UTF_8).stripTrailing());
      line.reset();
    }

    /** The last line may have no end: it counts when the program ends. */
    synchronized void end() {
      if (line.size() > 0) {
        acknowledge();
      }
    }
  }
}
