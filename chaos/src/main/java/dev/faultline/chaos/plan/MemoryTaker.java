package dev.faultline.chaos.plan;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that allocates memory of the machine and holds it until it ends. If memory runs out,
 * the system kills it before other processes.
 */
final class MemoryTaker {
  /** The line that it prints when it holds all the memory. */
  static final String TAKEN = "taken";

  /** The memory that must always stay free for other processes. */
  private static final long SPARE_BYTES = 256L << 20;

  private static final long PIECE_BYTES = 16L << 20;
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  private MemoryTaker() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    // Any process that needs memory more gets it.
    Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
    long left = Long.parseLong(arguments[0]);
    while (left > 0) {
      long piece = Math.min(left, PIECE_BYTES);
      // Memory is not taken until it is written to.
      Arena.global().allocate(piece).fill((byte) 1);
      left -= piece;
    }
    System.out.println(TAKEN);
    new CountDownLatch(1).await();
  }

  /** The command line that starts it. */
  static List<String> command(long bytes) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "-Xmx16m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        MemoryTaker.class.getName(),
        Long.toString(bytes));
  }

  /**
   * Returns normally if this much memory can be taken and enough stays free.
   *
   * @throws IOException if it cannot, with the reason
   */
  static void require(long bytes) throws IOException {
    Matcher available = AVAILABLE.matcher(Files.readString(MEMORY));
    if (!available.find()) {
      throw new IOException(MEMORY + " does not say how much memory there is");
    }
    long there = Long.parseLong(available.group(1)) << 10;
    if (there - bytes < SPARE_BYTES) {
      throw new IOException(
          "%d MB are available, and %d of them have to be left"
              .formatted(there >> 20, SPARE_BYTES >> 20));
    }
  }
}
