package dev.faultline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * When one process of {@code group demo --trace} did what, by the monotonic clock that all
 * processes of a machine share. Not thread-safe.
 */
final class GroupTrace {
  /** What a process did. */
  enum Step {
    /** A client called a write. */
    CALLED,
    /** A message was given to the link. */
    SENT,
    /** The link has given it to the kernel. */
    LEFT,
    /** Its thread runs again after it slept. */
    WOKE,
    /** A message was taken from the link. */
    RECEIVED,
    SYNCING,
    SYNCED,
    /** A client's operation has ended. */
    ENDED
  }

  /**
   * One of them.
   *
   * @param peer whom a message was sent to, or came from; empty for none
   */
  record Event(String process, Step step, String peer, long nanos) {}

  /** Who asks, in the traces of all. */
  static final String CLIENT = "client";

  /** So many events are kept; nothing is recorded after that. */
  private static final int EVENTS_MOST = 1_000_000;

  private static final int EVENTS_FIRST = 1 << 12;
  private static final String SUFFIX = ".trace";

  private final String process;
  private final int most;
  private final List<String> peers = new ArrayList<>(List.of(""));
  private long[] nanos = new long[0];
  private short[] what = new short[0];
  private int size;
  private boolean hasSent;

  private GroupTrace(String process, int most) {
    this.process = process;
    this.most = most;
  }

  static GroupTrace of(String process, boolean isOn) {
    return new GroupTrace(process, isOn ? EVENTS_MOST : 0);
  }

  void at(Step step) {
    at(step, "");
  }

  void at(Step step, String peer) {
    if (size >= most) {
      return;
    }
    if (size == nanos.length) {
      int longer = Math.max(EVENTS_FIRST, 2 * size);
      nanos = Arrays.copyOf(nanos, longer);
      what = Arrays.copyOf(what, longer);
    }
    int number = peers.indexOf(peer);
    if (number < 0) {
      number = peers.size();
      peers.add(peer);
    }
    what[size] = (short) (step.ordinal() | number << Byte.SIZE);
    nanos[size++] = System.nanoTime();
    hasSent |= step == Step.SENT;
  }

  /** The link has worked: what was sent before has left. */
  void worked() {
    if (hasSent) {
      at(Step.LEFT);
      hasSent = false;
    }
  }

  /** Writes it beside a member's file, if anything was recorded. */
  void write(Path file) throws IOException {
    if (size > 0) {
      Files.write(
          file.resolveSibling(file.getFileName() + SUFFIX),
          events().map(GroupTrace::line).toList());
    }
  }

  Stream<Event> events() {
    Step[] steps = Step.values();
    return Stream.iterate(0, i -> i < size, i -> i + 1)
        .map(i ->
            new Event(process, steps[what[i] & 0xff], peers.get(what[i] >> Byte.SIZE), nanos[i]));
  }

  private static String line(Event event) {
    return "%s %d %s".formatted(event.step, event.nanos, event.peer);
  }

  /** What a member has written. */
  static List<Event> read(String process, Path file) throws IOException {
    List<Event> all = new ArrayList<>();
    for (String line : Files.readAllLines(file.resolveSibling(file.getFileName() + SUFFIX))) {
      String[] words = line.split(" ", -1);
      all.add(new Event(process, Step.valueOf(words[0]), words[2], Long.parseLong(words[1])));
    }
    return all;
  }
}
