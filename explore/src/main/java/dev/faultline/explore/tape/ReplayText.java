package dev.faultline.explore.tape;

import static java.util.stream.Collectors.joining;

import dev.faultline.explore.Durations;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Replay files as text, a line a fact: a header, the tape, and a checksum over all that stands
 * before it.
 *
 * <p>Text that would be misread stands between double quotes, see {@link Quoted}.
 *
 * <pre>
 * faultline replay 1
 * version 0.1.0
 * target microraft
 * set voters=5
 * seed 17
 * time 60s
 * until 21.5s
 * model …
 * rates loss=0.01 duplication=0.005 corruption=0.0 interval=500ms
 * property linearizable
 * trace 0123456789abcdef
 * nodes n1 n2 n3
 * order pending-set
 * calm latency
 * tape
 * loss n1>n2 #45
 * choose schedule n1 #4 = 2
 * fault #17 crash node=n2 for=3.2s
 * fault n3 #204 pause node=n3 for=250ms
 * end 9ae1f0c2
 * </pre>
 */
public final class ReplayText {
  private static final String MAGIC = "faultline replay ";

  private ReplayText() {}

  /** The text of a replay file. */
  public static String of(ReplayFile file) {
    StringBuilder text = new StringBuilder();
    line(text, MAGIC + ReplayFile.FORMAT);
    line(text, "version " + file.version());
    line(text, "target " + Quoted.line(file.target()));
    file.settings()
        .forEach(
            (name, value) -> line(text, "set " + Quoted.word(name) + "=" + Quoted.line(value)));
    line(text, "seed " + file.seed());
    line(text, "time " + Durations.text(file.duration()));
    line(text, "until " + Durations.text(file.until()));
    line(text, "model " + file.model());
    FaultRates rates = file.rates();
    line(
        text,
        "rates loss="
            + rates.loss()
            + " duplication="
            + rates.duplication()
            + " corruption="
            + rates.corruption()
            + " interval="
            + Durations.text(rates.faultInterval()));
    line(text, "property " + Quoted.line(file.property()));
    line(text, "trace " + hex(file.traceHash()));
    line(text, "nodes " + file.nodes().stream().map(Quoted::word).collect(joining(" ")));
    if (file.tape().order() != EventOrder.TIME) {
      line(text, "order " + word(file.tape().order()));
    }
    line(
        text,
        ("calm " + file.tape().calm().stream().map(ReplayText::word).collect(joining(" ")))
            .strip());
    line(text, "tape");
    SubjectNames names = new SubjectNames(file.nodes());
    for (Departure departure : file.tape().departures()) {
      line(text, departureLine(departure, names));
    }
    return text + "end " + checksum(text) + "\n";
  }

  /** Sixteen hexadecimal digits. */
  public static String hex(long hash) {
    return String.format(Locale.ROOT, "%016x", hash);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  private static String departureLine(Departure departure, SubjectNames names) {
    return switch (departure) {
      case Departure.Struck(var kind, var subject, var ordinal) ->
          word(kind) + " " + names.text(subject) + " #" + ordinal;
      case Departure.Chosen(var kind, var subject, var ordinal, var value) ->
          "choose " + word(kind) + " " + names.text(subject) + " #" + ordinal + " = " + value;
      case Departure.Faulted(var subject, var ordinal, var fault) ->
          "fault "
              + (subject == 0 ? "" : names.text(subject) + " ")
              + "#"
              + ordinal
              + " "
              + FaultText.of(fault);
    };
  }

  private static String word(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String checksum(CharSequence text) {
    CRC32C crc = new CRC32C();
    crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /**
   * Reads a replay file.
   *
   * @throws UsageException in one line, when it cannot be read, is damaged, or is of another format
   */
  public static ReplayFile read(Path path) {
    String text;
    try {
      text = Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + path, e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + path + ": " + e, e);
    }
    try {
      return parse(text);
    } catch (UsageException e) {
      throw new UsageException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the text of a replay file.
   *
   * @throws UsageException in one line, when it is damaged or of another format
   */
  public static ReplayFile parse(String text) {
    if (!text.startsWith(MAGIC)) {
      throw new UsageException(
          "this is not a replay file: its first line should begin with '" + MAGIC.strip() + "'");
    }
    List<String> lines = text.lines().toList();
    String format = lines.getFirst().substring(MAGIC.length()).strip();
    if (!format.equals(Integer.toString(ReplayFile.FORMAT))) {
      throw new UsageException(
          "this replay file has format "
              + format
              + ", but this version of Faultline reads format "
              + ReplayFile.FORMAT
              + "; use the version that is named in its second line");
    }
    int end = text.lastIndexOf("\nend ") + 1;
    if (end == 0) {
      throw new UsageException("this replay file is cut off: its last line, 'end', is missing");
    }
    String expected = checksum(text.substring(0, end));
    String found = text.substring(end + "end ".length()).strip();
    if (!found.equals(expected)) {
      throw new UsageException(
          "this replay file is damaged: its checksum is "
              + found
              + ", but its contents have "
              + expected);
    }
    return new Reader(lines).read();
  }

  /** Goes through the lines once. */
  private static final class Reader {
    private final List<String> lines;
    private int at = 1;

    Reader(List<String> lines) {
      this.lines = lines;
    }

    ReplayFile read() {
      try {
        String version = field("version");
        String target = Quoted.text(field("target"));
        SortedMap<String, String> settings = new TreeMap<>();
        while (peek().startsWith("set ")) {
          String setting = field("set");
          int equals = setting.indexOf('=', setting.startsWith("\"") ? Quoted.end(setting, 0) : 0);
          settings.put(
              Quoted.text(setting.substring(0, equals)),
              Quoted.text(setting.substring(equals + 1)));
        }
        return new ReplayFile(
            version,
            target,
            settings,
            Long.parseLong(field("seed")),
            Durations.parse(field("time")),
            Durations.parse(field("until")),
            field("model"),
            rates(field("rates")),
            Quoted.text(field("property")),
            Long.parseUnsignedLong(field("trace"), 16),
            Quoted.words(field("nodes")).stream().map(Quoted::text).toList(),
            tape());
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new UsageException("line " + (at + 1) + " is not what it should be: " + e, e);
      }
    }

    private String peek() {
      return lines.get(at);
    }

    private String field(String name) {
      String line = peek();
      if (!line.startsWith(name + " ") && !line.equals(name)) {
        throw new IllegalArgumentException("expected '" + name + " …', found '" + line + "'");
      }
      at++;
      return line.substring(name.length()).strip();
    }

    private static FaultRates rates(String text) {
      List<String> values =
          Arrays.stream(text.split(" ")).map(s -> s.substring(s.indexOf('=') + 1)).toList();
      return new FaultRates(
          Double.parseDouble(values.get(0)),
          Double.parseDouble(values.get(1)),
          Double.parseDouble(values.get(2)),
          Durations.parse(values.get(3)));
    }

    private Tape tape() {
      EventOrder order =
          peek().startsWith("order ")
              ? EventOrder.valueOf(field("order").toUpperCase(Locale.ROOT).replace('-', '_'))
              : EventOrder.TIME;
      List<Decision> calm = new ArrayList<>();
      for (String word : field("calm").split(" ")) {
        if (!word.isEmpty()) {
          calm.add(kind(word));
        }
      }
      field("tape");
      List<Departure> departures = new ArrayList<>();
      while (!peek().startsWith("end ")) {
        departures.add(departure(peek()));
        at++;
      }
      return new Tape(departures, calm, order);
    }

    private static Departure departure(String line) {
      List<String> words = Quoted.words(line);
      return switch (words.getFirst()) {
        case "fault" -> {
          boolean atPoint = !words.get(1).startsWith("#");
          String fault = line.substring(line.indexOf(' ', line.indexOf(" #") + 1) + 1);
          yield new Departure.Faulted(
              atPoint ? SubjectNames.parse(words.get(1)) : 0,
              ordinal(words.get(atPoint ? 2 : 1)),
              FaultText.parse(fault));
        }
        case "choose" ->
            new Departure.Chosen(
                kind(words.get(1)),
                SubjectNames.parse(words.get(2)),
                ordinal(words.get(3)),
                Long.parseLong(words.get(5)));
        default ->
            new Departure.Struck(
                kind(words.get(0)), SubjectNames.parse(words.get(1)), ordinal(words.get(2)));
      };
    }

    private static Decision kind(String word) {
      return Decision.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static long ordinal(String word) {
      return Long.parseLong(word.substring(1));
    }
  }
}
