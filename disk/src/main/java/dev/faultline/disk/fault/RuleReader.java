package dev.faultline.disk.fault;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one rule. */
final class RuleReader {
  private static final Set<FileCall> DATA = EnumSet.of(FileCall.READ, FileCall.WRITE);
  private static final Set<FileCall> SYNCS =
      EnumSet.of(FileCall.FSYNC, FileCall.FDATASYNC, FileCall.FSYNCDIR);

  private final int line;
  private final String text;
  private final Map<String, String> fields = new LinkedHashMap<>();

  RuleReader(int line, String text) {
    this.line = line;
    this.text = text;
  }

  FaultRule read(List<String> words) {
    String kind = words.getFirst();
    String calls = null;
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        String field = word.substring(0, equals);
        if (fields.put(field, word.substring(equals + 1)) != null) {
          throw wrong(field, "given twice");
        }
      } else if (calls == null && fields.isEmpty()) {
        calls = word;
      } else {
        throw wrong("text", "expected field=value, not \"" + word + "\"");
      }
    }
    if (calls != null) {
      // First: a word that is no call explains why fields that the effect needs are missing.
      named(calls, EnumSet.noneOf(FileCall.class));
    }
    Effect effect = effect(kind);
    Set<FileCall> struck = calls(kind, calls, effect);
    PathPattern glob = pattern("path", PathPattern::glob);
    PathPattern regex = pattern("regex", PathPattern::regex);
    if (glob != null && regex != null) {
      throw wrong("regex", "path and regex are two ways to say it; give one");
    }
    FaultRule rule =
        new FaultRule(
            text,
            line,
            "line " + line,
            effect,
            struck,
            glob == null ? regex : glob,
            pattern("from", PathPattern::glob),
            pattern("to", PathPattern::glob),
            taken("offset", Ranges::parse, Ranges.ALL),
            taken("nth", RuleReader::occurrences, Ranges.ALL),
            taken("probability", RuleReader::probability, 1.0),
            fields.remove("after"),
            taken("times", RuleReader::positive, Long.MAX_VALUE));
    if (!fields.isEmpty()) {
      throw wrong(
          fields.keySet().iterator().next(),
          "unknown field of "
              + kind
              + "; all rules have path, regex, from, to, offset, nth,"
              + " probability, after and times");
    }
    return rule;
  }

  private Effect effect(String kind) {
    return switch (kind) {
      case "fail" -> fail();
      case "short" -> shortened();
      case "delay" -> new Effect.Delay(required("time", Amounts::delay));
      case "hang" -> new Effect.Hang();
      case "flip" -> new Effect.FlipOnRead(bits());
      case "rot" -> new Effect.FlipAtRest(bits());
      case "lost" -> new Effect.Lost();
      case "misdirect" -> new Effect.Misdirected(required("by", Amounts::signedBytes));
      case "stale" -> new Effect.Stale();
      case "latent" -> new Effect.Latent();
      case "quota" ->
          new Effect.Quota(
              required("bytes", Amounts::bytes),
              taken("errno", Errno::named, Errno.ENOSPC),
              taken("at", RuleReader::atSync, false));
      case "read-only" -> new Effect.ReadOnly();
      case "shutdown" -> new Effect.Shutdown();
      case "kill" -> new Effect.Kill();
      case "crash" -> new Effect.Crash(required("when", RuleReader::isBefore));
      case "torn" -> torn();
      case "torn-group" ->
          new Effect.TornGroup(
              taken("group", RuleReader::positive, 1L), required("keep", RuleReader::numbers));
      case "sync-failure" ->
          new Effect.SyncFailure(
              taken("errno", Errno::named, Errno.EIO), optional("aftermath", Aftermath::named));
      default ->
          throw wrong(
              "effect",
              "unknown effect "
                  + kind
                  + "; there are fail, short, delay, hang, flip, rot, lost, misdirect, stale,"
                  + " latent, quota, read-only, shutdown, sync-failure, kill, crash, torn and"
                  + " torn-group");
    };
  }

  private Effect fail() {
    String given = fields.getOrDefault("errno", "");
    int range = given.indexOf("..");
    if (range < 0) {
      return new Effect.Fail(required("errno", Errno::named));
    }
    return required(
        "errno",
        text -> {
          int from = Errno.named(text.substring(0, range)).number();
          int to = Errno.named(text.substring(range + 2)).number();
          if (to < from) {
            throw new IllegalArgumentException("the range ends before it begins: " + text);
          }
          return new Effect.FailAny(from, to);
        });
  }

  private Effect shortened() {
    boolean share = fields.containsKey("share");
    if (share == fields.containsKey("bytes")) {
      throw wrong("bytes", "a short read or write needs bytes=N or share=F, one of them");
    }
    return share
        ? new Effect.Short(0, required("share", RuleReader::probability))
        : new Effect.Short(required("bytes", RuleReader::positive), 1);
  }

  private Effect torn() {
    boolean sizes = fields.containsKey("sizes");
    if (sizes == fields.containsKey("parts")) {
      throw wrong("parts", "a torn write needs parts=N or sizes=A,B, one of them");
    }
    List<Long> lengths =
        sizes ? required("sizes", text -> list(text, RuleReader::positive)) : List.of();
    int parts = sizes ? 0 : (int) Math.min(1 << 20, required("parts", RuleReader::positive));
    List<Integer> keep = required("keep", RuleReader::numbers);
    int most = sizes ? lengths.size() : parts;
    for (int each : keep) {
      if (each > most) {
        throw wrong("keep", "there is no part " + each + " of " + most);
      }
    }
    return new Effect.Torn(parts, lengths, keep);
  }

  private static List<Integer> numbers(String text) {
    return list(text, each -> Math.toIntExact(positive(each)));
  }

  private static <T> List<T> list(String text, Function<String, T> reader) {
    List<T> all = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      all.add(reader.apply(each));
    }
    return all;
  }

  private static boolean isBefore(String text) {
    return switch (text) {
      case "before" -> true;
      case "after" -> false;
      default ->
          throw new IllegalArgumentException("expected before or after, not \"" + text + "\"");
    };
  }

  private int bits() {
    return (int) Math.min(1 << 20, taken("bits", RuleReader::positive, 1L));
  }

  private Set<FileCall> calls(String kind, @Nullable String given, Effect effect) {
    Set<FileCall> allowed =
        switch (effect) {
          case Effect.Short any -> DATA;
          case Effect.FlipOnRead any -> EnumSet.of(FileCall.READ);
          case Effect.Lost any -> EnumSet.of(FileCall.WRITE);
          case Effect.Misdirected any -> EnumSet.of(FileCall.WRITE);
          case Effect.Stale any -> EnumSet.of(FileCall.WRITE);
          case Effect.Quota any -> EnumSet.of(FileCall.WRITE);
          case Effect.Torn any -> EnumSet.of(FileCall.WRITE);
          case Effect.TornGroup any -> EnumSet.of(FileCall.WRITE);
          case Effect.SyncFailure any -> syncs();
          // Nobody is told at once of an error of writing back: that is what sync-failure is for.
          default -> EnumSet.complementOf(EnumSet.of(FileCall.WRITEBACK));
        };
    if (given == null) {
      return switch (effect) {
        case Effect.SyncFailure any -> EnumSet.of(FileCall.FSYNC, FileCall.FDATASYNC);
        case Effect.Latent any -> EnumSet.of(FileCall.READ);
        default -> {
          if (allowed.size() > DATA.size()) {
            throw wrong("calls", kind + " needs to know which calls, such as write,fsync or all");
          }
          yield allowed;
        }
      };
    }
    Set<FileCall> struck = named(given, allowed);
    for (FileCall call : struck) {
      if (!allowed.contains(call)) {
        throw wrong("calls", kind + " cannot strike " + call.text());
      }
    }
    return struck;
  }

  /** The calls of a list of names, of which {@code all} stands for {@code all}. */
  private Set<FileCall> named(String given, Set<FileCall> all) {
    Set<FileCall> calls = EnumSet.noneOf(FileCall.class);
    for (String name : given.split(",", -1)) {
      try {
        if (name.equals("all")) {
          calls.addAll(all);
        } else {
          calls.add(FileCall.named(name));
        }
      } catch (IllegalArgumentException e) {
        throw new FaultSyntaxException(line, "calls", String.valueOf(e.getMessage()), e);
      }
    }
    return calls;
  }

  private static Set<FileCall> syncs() {
    Set<FileCall> all = EnumSet.copyOf(SYNCS);
    all.add(FileCall.WRITEBACK);
    return all;
  }

  private @Nullable PathPattern pattern(String field, Function<String, PathPattern> reader) {
    return optional(field, reader);
  }

  private <T> @Nullable T optional(String field, Function<String, T> reader) {
    return fields.containsKey(field) ? required(field, reader) : null;
  }

  private <T> T taken(String field, Function<String, T> reader, T otherwise) {
    return fields.containsKey(field) ? required(field, reader) : otherwise;
  }

  private <T> T required(String field, Function<String, T> reader) {
    String value = fields.remove(field);
    if (value == null) {
      throw wrong(field, "missing");
    }
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException e) {
      throw new FaultSyntaxException(line, field, String.valueOf(e.getMessage()), e);
    }
  }

  private static Ranges occurrences(String text) {
    Ranges ranges = Ranges.parse(text);
    List<Ranges.Span> spans = new ArrayList<>(ranges.spans());
    if (spans.stream().anyMatch(span -> span.to() < 1)) {
      throw new IllegalArgumentException("the first is 1, not 0");
    }
    return ranges;
  }

  private static boolean atSync(String text) {
    return switch (text) {
      case "write" -> false;
      case "sync" -> true;
      default -> throw new IllegalArgumentException("expected write or sync, not \"" + text + "\"");
    };
  }

  private static double probability(String text) {
    try {
      double number =
          text.endsWith("%")
              ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
              : Double.parseDouble(text);
      if (number > 0 && number <= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below says what is expected.
    }
    throw new IllegalArgumentException(
        "expected a share above 0 and up to 1, such as 0.01 or 1%, not \"" + text + "\"");
  }

  private static long positive(String text) {
    long number = Amounts.bytes(text);
    if (number < 1) {
      throw new IllegalArgumentException("expected at least 1, not " + text);
    }
    return number;
  }

  private FaultSyntaxException wrong(String field, String reason) {
    return new FaultSyntaxException(line, field, reason, null);
  }
}
