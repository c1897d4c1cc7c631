package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which start of the machine this is: pids and ticks begin anew with each. */
public final class Boot {
  private static final String ID = read();

  private Boot() {}

  /** Of this start; empty where the system does not say. */
  public static String id() {
    return ID;
  }

  private static String read() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
