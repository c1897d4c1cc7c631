package dev.faultline.check.read;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Counts, by kind, the entries of a file that were skipped because they are certainly not
 * operations. Every other entry is an operation, or the file is malformed. Not thread-safe; grows
 * while the file is read.
 */
public final class Skipped {

  /** Why an entry is not an operation. */
  public enum Kind {
    /** An event of the process {@code nemesis}, or of one named after it. */
    NEMESIS("nemesis event"),
    /** A comment, {@code ; …}. */
    COMMENT("comment"),
    /** A value that its writer discarded, {@code #_ …}. */
    DISCARDED("discarded value"),
    /** A line of a log about something else. */
    OTHER_LINE("other line"),
    /** The last line of a log, without a line end, that is not an operation yet. */
    UNFINISHED_LINE("unfinished last line");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** The most nemesis events to keep; a picture with more would be unreadable. */
  private static final int MOST_NEMESIS = 2_000;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<NemesisEvent> nemesis = new ArrayList<>();

  /** Starts with no entries. */
  public Skipped() {}

  void add(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  /** Whether another event of the nemesis would be kept. */
  boolean keepsNemesis() {
    return nemesis.size() < MOST_NEMESIS;
  }

  void keep(NemesisEvent event) {
    nemesis.add(event);
  }

  /** The actions of the nemesis, up to the first 2,000. */
  public List<NemesisEvent> nemesis() {
    return List.copyOf(nemesis);
  }

  /** How many entries of this kind were skipped. */
  public long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** How many entries were skipped in all. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** In words: {@code 2 nemesis events, 3 other lines}; empty if nothing was skipped. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey().words + (e.getValue() == 1 ? "" : "s"))
        .collect(Collectors.joining(", "));
  }
}
