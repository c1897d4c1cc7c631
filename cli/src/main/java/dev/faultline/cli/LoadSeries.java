package dev.faultline.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a load saw, by equal spans of time: how many operations ended how, and how long those took
 * that succeeded.
 *
 * @param span how long each point counts
 * @param points from the beginning on
 */
record LoadSeries(Duration span, List<Point> points) {
  private static final Pattern PROCESS = Pattern.compile(":process\\s+(\\d{1,18})");
  private static final Pattern TYPE = Pattern.compile(":type\\s+:(invoke|ok|fail|info)");
  private static final Pattern TIME = Pattern.compile(":time\\s+(\\d{1,18})");
  private static final int MOST_POINTS = 120;

  LoadSeries {
    points = List.copyOf(points);
  }

  /**
   * One span.
   *
   * @param ok how many succeeded
   * @param failed how many failed, or may have
   * @param latencies of those that succeeded, in nanoseconds, in their order of size
   */
  record Point(long ok, long failed, long[] latencies) {
    /** How long a share of those that succeeded took at most, in nanoseconds; 0 for none. */
    long percentile(double share) {
      int last = latencies.length - 1;
      return last < 0 ? 0 : latencies[(int) Math.min(last, Math.ceil(share * last))];
    }
  }

  boolean isEmpty() {
    return points.stream().allMatch(point -> point.ok() + point.failed() == 0);
  }

  /** All latencies together, as one point. */
  Point total() {
    long ok = 0;
    long failed = 0;
    long[] all =
        points.stream().flatMapToLong(point -> Arrays.stream(point.latencies())).sorted().toArray();
    for (Point point : points) {
      ok += point.ok();
      failed += point.failed();
    }
    return new Point(ok, failed, all);
  }

  /**
   * Reads histories in Jepsen's form; events without a time are left out.
   *
   * @param lasted how long the plan took
   */
  static LoadSeries of(List<Path> histories, Duration lasted) throws IOException {
    long span = span(Math.max(1, lasted.toNanos()));
    int count = (int) (lasted.toNanos() / span) + 1;
    Counts counts = new Counts(span, count);
    for (Path history : histories) {
      if (Files.isRegularFile(history)) {
        counts.read(history);
      }
    }
    return new LoadSeries(Duration.ofNanos(span), counts.points());
  }

  /** The shortest of 0.1 s, 0.2 s, 0.5 s, 1 s … that gives few enough points. */
  private static long span(long nanos) {
    long span = 100_000_000;
    for (int step = 0; nanos / span >= MOST_POINTS; step++) {
      span = step % 3 == 1 ? span / 2 * 5 : span * 2;
    }
    return span;
  }

  private static final class Counts {
    private final long span;
    private final long[] ok;
    private final long[] failed;
    private final List<List<Long>> latencies = new ArrayList<>();

    Counts(long span, int count) {
      this.span = span;
      ok = new long[count];
      failed = new long[count];
      for (int i = 0; i < count; i++) {
        latencies.add(new ArrayList<>());
      }
    }

    void read(Path history) throws IOException {
      Map<String, Long> called = new TreeMap<>();
      try (BufferedReader lines = Files.newBufferedReader(history, StandardCharsets.ISO_8859_1)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Matcher process = PROCESS.matcher(line);
          Matcher type = TYPE.matcher(line);
          Matcher time = TIME.matcher(line);
          if (process.find() && type.find() && time.find()) {
            add(called, process.group(1), type.group(1), Long.parseLong(time.group(1)));
          }
        }
      }
    }

    private void add(Map<String, Long> called, String process, String type, long time) {
      if (type.equals("invoke")) {
        called.put(process, time);
        return;
      }
      Long began = called.remove(process);
      // What ends after the plan counts in its last span.
      int at = (int) Math.min(ok.length - 1, time / span);
      if (!type.equals("ok")) {
        failed[at]++;
        return;
      }
      ok[at]++;
      if (began != null) {
        latencies.get(at).add(Math.max(0, time - began));
      }
    }

    List<Point> points() {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < ok.length; i++) {
        long[] sorted = latencies.get(i).stream().mapToLong(Long::longValue).sorted().toArray();
        points.add(new Point(ok[i], failed[i], sorted));
      }
      return points;
    }
  }
}
