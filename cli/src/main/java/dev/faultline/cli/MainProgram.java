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
    try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
      System.setOut(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
      main.run(files.path().toString());
    } finally {
      System.setOut(before);
    }
  }

  /** Acknowledges each line when it is complete. */
  private static final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int value) {
      if (value == '\n') {
        Crash.acknowledge(line.toString(StandardCharsets.UTF_8).stripTrailing());
        line.reset();
      } else {
        line.write(value);
      }
    }
  }
}
