package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.guard.advise.Trace;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/**
 * Reads what {@code advise} is given: a file with an arrival and a service time in each line, or a
 * log of HdrHistogram with the service times of each interval.
 */
final class TraceFile {
  /** More would not fit into memory, and say no more. */
  private static final int MOST_REQUESTS = 50_000_000;

  /** A log says within these what it is. */
  private static final int HEAD_BYTES = 2_000;

  private static final double NANOS = 1e9;

  /** As people write numbers: what only Java reads as one, such as 0x1p3 or 9d, is a mistake. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final Path file;
  private double[] arrivals = new double[1 << 12];
  private double[] services = new double[1 << 12];
  private int size;

  private TraceFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws UsageException if it cannot be read or is no trace; the message has the line
   */
  static Trace read(Path file) {
    if (!Files.exists(file)) {
      throw new UsageException("there is no file '" + file + "'");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException("'" + file + "' is a folder, expected a file with requests");
    }
    TraceFile trace = new TraceFile(file);
    boolean isLog;
    // Opened once: it may be a pipe.
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      isLog = isHistogramLog(in);
      if (isLog) {
        trace.readHistograms(in);
      } else {
        trace.readLines(in);
      }
    } catch (IOException e) {
      throw new UsageException("cannot read '%s': %s".formatted(file, e), e);
    }
    if (trace.size < 2) {
      throw new UsageException(
          "%s has %s, expected at least 2: %s"
              .formatted(
                  file,
                  HumanText.count(trace.size, "request"),
                  isLog
                      ? "values that were recorded, in the intervals of the log"
                      : "a line each with an arrival and a service time, in seconds"));
    }
    try {
      return Trace.of(
          Arrays.copyOf(trace.arrivals, trace.size), Arrays.copyOf(trace.services, trace.size));
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }

  private static boolean isHistogramLog(InputStream in) throws IOException {
    in.mark(HEAD_BYTES);
    String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    in.reset();
    return head.contains("[Histogram log format version") || head.contains("\"StartTimestamp\"");
  }

  private void readLines(InputStream from) throws IOException {
    // Bytes that are no UTF-8 are for the message, not a reason to stop reading.
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      int number = 0;
      double last = Double.NEGATIVE_INFINITY;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String text = (number == 1 ? withoutMark(line) : line).strip();
        if (text.isEmpty() || text.startsWith("#")) {
          continue;
        }
        String[] parts = text.split("[\\s,;]+");
        if (parts.length != 2) {
          throw wrong(
              number, text, "an arrival and a service time in seconds, such as '12.5 0.043'");
        }
        parts[0] = unquoted(parts[0]);
        parts[1] = unquoted(parts[1]);
        if (number == 1 && isName(parts[0]) && isName(parts[1])) {
          continue;
        }
        double arrival = seconds(parts[0], number, "an arrival in seconds", -Double.MAX_VALUE);
        double service = seconds(parts[1], number, "a service time in seconds, 0 or more", 0);
        if (arrival < last) {
          throw wrong(number, parts[0], "an arrival no earlier than the one before, " + last);
        }
        last = arrival;
        add(arrival, service);
      }
    }
  }

  /** Some programs begin UTF-8 with the mark of its byte order. */
  private static String withoutMark(String line) {
    return line.startsWith("\ufeff") ? line.substring(1) : line;
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Whether it could be the name of a column; data that is wrong begins with a digit or a sign. */
  private static boolean isName(String text) {
    return !text.matches("[-+.\\d].*|NaN|Infinity|");
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private double seconds(String text, int line, String expected, double least) {
    double value = isNumber(text) ? Double.parseDouble(text) : Double.NaN;
    if (!(value >= least && value <= Double.MAX_VALUE)) {
      throw wrong(line, text, expected);
    }
    return value;
  }

  private UsageException wrong(int line, String found, String expected) {
    String shown = HumanText.oneLine(found.length() <= 60 ? found : found.substring(0, 60) + "…");
    return new UsageException(
        "%s, line %d is '%s', expected %s".formatted(file, line, shown, expected));
  }

  /**
   * What a histogram does not say is drawn from a fixed seed: the moments within an interval, and
   * the order of its service times.
   */
  private void readHistograms(InputStream in) {
    SplittableRandom random = new SplittableRandom(1);
    try (HistogramLogReader reader = new HistogramLogReader(in)) {
      for (int number = 1; ; number++) {
        EncodableHistogram next = reader.nextIntervalHistogram();
        if (next == null) {
          break;
        }
        if (!(next instanceof Histogram interval)) {
          throw new UsageException(
              file + " has histograms of floating-point numbers, expected whole nanoseconds");
        }
        interval(number, interval, random);
      }
    } catch (UsageException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UsageException(
          "%s is not a log of HdrHistogram, although it begins as one: %s"
              .formatted(
                  file,
                  e instanceof NoSuchElementException
                      ? "a line of it is cut short; expected whole lines"
                      : e.getMessage()),
          e);
    }
    sort();
  }

  /** Intervals with tags are of the same time: each kind of work has its own. */
  private void sort() {
    boolean isSorted = true;
    for (int i = 1; i < size && isSorted; i++) {
      isSorted = arrivals[i - 1] <= arrivals[i];
    }
    if (isSorted) {
      return;
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((a, b) -> Double.compare(arrivals[a], arrivals[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    arrivals = Arrays.stream(order).mapToDouble(i -> arrivals[i]).toArray();
    services = Arrays.stream(order).mapToDouble(i -> services[i]).toArray();
  }

  private void interval(int number, Histogram interval, SplittableRandom random) {
    if (interval.getEndTimeStamp() < interval.getStartTimeStamp()) {
      throw new UsageException(
          "%s, interval %d ends %,d ms before it starts, expected a length of 0 or more"
              .formatted(file, number, interval.getStartTimeStamp() - interval.getEndTimeStamp()));
    }
    double from = interval.getStartTimeStamp() / 1e3;
    double length = (interval.getEndTimeStamp() - interval.getStartTimeStamp()) / 1e3;
    int first = size;
    for (HistogramIterationValue each : interval.recordedValues()) {
      for (long i = 0; i < each.getCountAddedInThisIterationStep(); i++) {
        double value = interval.medianEquivalentValue(each.getValueIteratedTo()) / NANOS;
        add(from + length * random.nextDouble(), value);
      }
    }
    Arrays.sort(arrivals, first, size);
    for (int i = size - 1; i > first; i--) {
      int other = first + random.nextInt(i - first + 1);
      double swapped = services[i];
      services[i] = services[other];
      services[other] = swapped;
    }
  }

  private void add(double arrival, double service) {
    if (size == MOST_REQUESTS) {
      throw new UsageException(
          "%s has more than %,d requests, expected a shorter recording"
              .formatted(file, MOST_REQUESTS));
    }
    if (size == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, 2 * size);
      services = Arrays.copyOf(services, 2 * size);
    }
    arrivals[size] = arrival;
    services[size++] = service;
  }
}
