package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The strings of one key where it is clear which put and which appends each got value shows.
 *
 * <p>A value must fall apart in one way only into one that was put and pieces that were appended.
 * Where several operations wrote the same piece, {@link ShownWriters} rules out some. Where several
 * remain, what is certain may still show that there is no order.
 */
final class StringPieces {

  private static final int[] NOTHING = {};

  private final List<Operation<KeyValueOp, Object>> part;
  private final KeyValueTexts texts;
  private final Map<String, int[]> puts = new HashMap<>();
  private final Map<String, int[]> appends = new HashMap<>();
  private final TreeSet<Integer> lengths = new TreeSet<>();
  private final List<Chain> chains = new ArrayList<>();
  private final EpochZones<KeyValueOp, Object> zones;
  private long firstPutReturned = Operation.NEVER;
  private boolean unclear;

  /** A value taken apart: who may have begun it, and where its pieces end. */
  private record Chain(String text, int begun, int[] start, List<int[]> writers, int[] ends) {}

  private StringPieces(List<Operation<KeyValueOp, Object>> part, KeyValueTexts texts) {
    this.part = part;
    this.texts = texts;
    zones = new EpochZones<>(part);
  }

  static Optional<Direct<KeyValueOp, Object>> decide(
      List<Operation<KeyValueOp, Object>> part, KeyValueTexts texts) {
    return new StringPieces(part, texts).decide();
  }

  private Optional<Direct<KeyValueOp, Object>> decide() {
    var gets = new ArrayList<Integer>();
    for (int i = 0; i < part.size(); i++) {
      switch (part.get(i).input()) {
        case KeyValueOp.Put(var _, var value) -> {
          zones.start(i);
          add(puts, texts.of(value), i);
          firstPutReturned = Math.min(firstPutReturned, part.get(i).returned());
        }
        case KeyValueOp.Append(var _, var piece) -> {
          zones.append(i);
          lengths.add(piece.length());
          add(appends, piece, i);
        }
        case KeyValueOp.Get _ -> {
          if (part.get(i).isOk()) {
            gets.add(i);
          }
        }
      }
    }
    if (puts.containsKey("") || appends.containsKey("")) {
      return Optional.empty();
    }
    // The longest first: the others are often beginnings of them.
    gets.sort(Comparator.comparingInt(get -> -seen(get).length()));
    var writers = new ShownWriters(part);
    for (int get : gets) {
      var chain = chain(seen(get), part.get(get).called() < firstPutReturned);
      if (chain == null) {
        return unclear ? Optional.empty() : Optional.of(new Direct.None<>());
      }
      writers.shows(get, chain.begun() >= 0, chain.start(), beginning(chain, seen(get).length()));
    }
    return decide(writers);
  }

  private Optional<Direct<KeyValueOp, Object>> decide(ShownWriters writers) {
    if (!writers.narrow()) {
      return Optional.of(new Direct.None<>());
    }
    boolean clear = true;
    for (var shown : writers.gets()) {
      int begun = shown.begun() ? shown.writer(0) : EpochZones.NONE;
      clear &= shown.isClear();
      if (!shown.begun() || begun != EpochZones.NONE) {
        int first = shown.begun() ? 1 : 0;
        int[] pieces = new int[shown.length() - first];
        for (int i = 0; i < pieces.length; i++) {
          pieces[i] = shown.writer(first + i);
        }
        zones.observe(shown.get(), begun, pieces);
      }
    }
    var direct = zones.decide(writers.unclear());
    return clear || direct instanceof Direct.None ? Optional.of(direct) : Optional.empty();
  }

  private String seen(int get) {
    return part.get(get).outcome() instanceof Outcome.Ok<Object>(var seen) ? texts.of(seen) : "";
  }

  private static void add(Map<String, int[]> to, String text, int operation) {
    int[] before = to.getOrDefault(text, NOTHING);
    int[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = operation;
    to.put(text, after);
  }

  private static List<int[]> beginning(Chain chain, int length) {
    int count = 0;
    while (count < chain.ends().length && chain.ends()[count] <= length) {
      count++;
    }
    return chain.writers().subList(0, count);
  }

  /**
   * The value taken apart, perhaps as the beginning of a longer one; null if there is no way, or an
   * {@link #unclear} one.
   *
   * @param early no put is surely over, so that a put need not have begun the value
   */
  private @Nullable Chain chain(String seen, boolean early) {
    for (var known : early ? List.<Chain>of() : chains) {
      boolean whole =
          seen.length() == known.begun() || Arrays.binarySearch(known.ends(), seen.length()) >= 0;
      if (whole && known.text().startsWith(seen)) {
        return known;
      }
    }
    var found = early ? pieces(seen, -1, NOTHING) : null;
    for (var put : puts.entrySet()) {
      if (seen.startsWith(put.getKey())) {
        var begun = pieces(seen, put.getKey().length(), put.getValue());
        if (found != null && begun != null) {
          unclear = true;
          return null;
        }
        found = begun == null ? found : begun;
      }
    }
    if (found != null && !early) {
      chains.add(found);
    }
    return found;
  }

  /** The pieces after a put of some length; null if somewhere none fits, or several do. */
  private @Nullable Chain pieces(String seen, int begun, int[] start) {
    var writers = new ArrayList<int[]>();
    int[] ends = new int[seen.length()];
    int at = Math.max(0, begun);
    while (at < seen.length()) {
      int[] fits = null;
      int end = at;
      for (int length : lengths) {
        int[] some =
            at + length <= seen.length() ? appends.get(seen.substring(at, at + length)) : null;
        if (some != null && fits != null) {
          unclear = true;
          return null;
        }
        if (some != null) {
          fits = some;
          end = at + length;
        }
      }
      if (fits == null) {
        return null;
      }
      ends[writers.size()] = end;
      writers.add(fits);
      at = end;
    }
    return new Chain(seen, begun, start, writers, Arrays.copyOf(ends, writers.size()));
  }
}
