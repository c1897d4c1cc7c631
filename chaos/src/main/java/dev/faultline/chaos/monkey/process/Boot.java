package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies the current boot of the machine: pids and clock ticks start again at each boot. */
public final class Boot {
  private static final String ID = read();

  private Boot() {}

  /** The id of the current boot; empty if the system does not give one. */
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
