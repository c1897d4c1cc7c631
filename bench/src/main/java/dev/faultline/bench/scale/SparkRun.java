package dev.faultline.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One campaign in a process of its own.
 *
 * @param wallSeconds from the start of the process to its end
 * @param realSeconds of the campaign alone
 * @param hash of the campaign
 * @param ranges that executors ran; 0 without Spark
 * @param bytes that executors sent
 * @param workedSeconds that executors spent on worlds
 * @param driverMillis of processor time that the driver took for each range
 */
record SparkRun(
    double wallSeconds,
    double realSeconds,
    String hash,
    double ranges,
    double bytes,
    double workedSeconds,
    double driverMillis) {
  private static final Pattern SUMMARY =
      Pattern.compile(
          "spark: \\d+ worlds in (\\d+) ranges .*, (\\d+) bytes received.*; executors worked"
              + " ([0-9.]+) s, the driver took ([0-9.]+) ms");

  /**
   * Runs one.
   *
   * @throws IllegalStateException when it fails
   */
  static SparkRun of(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("faultline-bench", ".json");
    Path err = Files.createTempFile("faultline-bench", ".txt");
    try {
      List<String> words = new ArrayList<>(command);
      words.add("--json");
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int code = process.waitFor();
      double wall = (System.nanoTime() - start) / 1e9;
      String said = Files.readString(err);
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", words) + " ended with " + code + ": " + said);
      }
      return read(Files.readString(out), said, wall);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** From what a campaign prints on its two outputs. */
  static SparkRun read(String json, String said, double wallSeconds) {
    Matcher summary = SUMMARY.matcher(said);
    boolean spark = summary.find();
    return new SparkRun(
        wallSeconds,
        Double.parseDouble(field(json, "realSeconds", "([0-9.E+-]+)")),
        field(json, "campaignHash", "\"([0-9a-f]+)\""),
        spark ? Double.parseDouble(summary.group(1)) : 0,
        spark ? Double.parseDouble(summary.group(2)) : 0,
        spark ? Double.parseDouble(summary.group(3)) : 0,
        spark ? Double.parseDouble(summary.group(4)) : 0);
  }

  private static String field(String json, String name, String value) {
    Matcher found = Pattern.compile("\"" + name + "\": *" + value).matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return found.group(1);
  }
}
