package dev.faultline.runtime.stats;

import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.stats.DriverStats.SessionStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Regularly writes a driver's counters to a text file, for {@code ./faultline link stat} and for
 * people: one line for each counter, session and histogram. A separate thread replaces the file as
 * a whole; the driver's thread only takes the snapshots.
 */
public final class StatFile implements AutoCloseable {
  private static final String FIRST = "faultline-stat 3";

  private static final String ROUND_TRIPS = "round-trips";
  private static final String LOSS_BURSTS = "loss-bursts";
  private static final Spread NOTHING = new Spread(List.of());

  private final LinkDriver driver;
  private final Path file;
  private final Duration interval;
  private final Thread thread;

  /**
   * Starts to write; the driver must be running on another thread. A write that fails later, as on
   * a full disk, leaves the file unchanged and is retried after the interval.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public StatFile(LinkDriver driver, Path file, Duration interval) {
    this.driver = driver;
    this.file = file.toAbsolutePath();
    this.interval = interval;
    try {
      Path draft = draft(this.file);
      Files.writeString(draft, FIRST);
      Files.delete(draft);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    thread = new Thread(this::run, "faultline-link-stat");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        CompletableFuture<DriverStats> stats = new CompletableFuture<>();
        driver.execute(() -> stats.complete(DriverStats.of(driver)));
        try {
          write(file, stats.get(1, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException | UncheckedIOException e) {
          // The driver did not answer, or the disk is full for now. Readers see it by the file's
          // age.
        }
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  static void write(Path file, DriverStats stats) {
    StringBuilder text = new StringBuilder(FIRST).append('\n');
    text.append("local ").append(stats.local()).append('\n');
    text.append("socket ").append(stats.socket()).append('\n');
    stats
        .counters()
        .forEach((name, value) ->
            text.append("counter ").append(name).append(' ').append(value).append('\n'));
    for (SessionStats session : stats.sessions()) {
      text.append("session ").append(session.id()).append(' ').append(session.peer());
      text.append(session.connected() ? " connected " : " disconnected ");
      text.append(session.roundTripNanos()).append(' ').append(session.pathMtu()).append('\n');
      append(text, ROUND_TRIPS, session.roundTrips());
      append(text, LOSS_BURSTS, session.lossBursts());
    }
    try {
      Path draft = draft(file);
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static Path draft(Path file) {
    return file.resolveSibling(file.getFileName() + ".tmp");
  }

  private static UncheckedIOException unwritable(Path file, IOException e) {
    return new UncheckedIOException(
        "cannot write " + file + ": name a file in a folder that this process may write to", e);
  }

  /** A line about the session in the line before: {@code most:count} for each bar. */
  private static void append(StringBuilder text, String name, Spread spread) {
    text.append(name);
    spread
        .bars()
        .forEach(bar -> text.append(' ').append(bar.most()).append(':').append(bar.count()));
    text.append('\n');
  }

  private static SessionStats with(SessionStats of, Spread roundTrips, Spread lossBursts) {
    return new SessionStats(
        of.id(),
        of.peer(),
        of.connected(),
        of.roundTripNanos(),
        of.pathMtu(),
        roundTrips,
        lossBursts);
  }

  private static Spread spread(String[] words) {
    List<Spread.Bar> bars = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      String[] bar = words[i].split(":", -1);
      bars.add(new Spread.Bar(Long.parseLong(bar[0]), Integer.parseInt(bar[1])));
    }
    return new Spread(bars);
  }

  /**
   * Reads the file of a driver in any process.
   *
   * @throws IOException if the file cannot be read or has another format
   */
  public static DriverStats read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().equals(FIRST)) {
      throw new IOException(
          file + " is not a statistics file: its first line is not '" + FIRST + "'");
    }
    String local = "";
    String socket = "";
    Map<String, Long> counters = new LinkedHashMap<>();
    List<SessionStats> sessions = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", -1);
      try {
        switch (words[0]) {
          case "local" -> local = words[1];
          case "socket" -> socket = line.substring("socket ".length());
          case "counter" -> counters.put(words[1], Long.parseLong(words[2]));
          case "session" ->
              sessions.add(
                  new SessionStats(
                      words[1],
                      words[2],
                      words[3].equals("connected"),
                      Long.parseLong(words[4]),
                      Integer.parseInt(words[5]),
                      NOTHING,
                      NOTHING));
          case ROUND_TRIPS -> {
            SessionStats of = sessions.removeLast();
            sessions.add(with(of, spread(words), of.lossBursts()));
          }
          case LOSS_BURSTS -> {
            SessionStats of = sessions.removeLast();
            sessions.add(with(of, of.roundTrips(), spread(words)));
          }
          default -> throw new IOException(file + " has a line that cannot be understood: " + line);
        }
      } catch (IndexOutOfBoundsException | NumberFormatException | NoSuchElementException e) {
        throw new IOException(file + " has a line that is cut short: " + line, e);
      }
    }
    return new DriverStats(local, socket, counters, sessions);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
