package dev.faultline.check.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to a file, no event of it may be lost without a word: a reader that accepts the
 * file has each event as one, or has counted what it passed. Each event carries a number of its
 * own.
 */
class SilentLossTest {

  private static final int FILES = 4_000;
  private static final int EVENTS = 12;
  private static final int FIRST_MARK = 700_000;
  private static final int OTHER_MARK = 800_000;

  /** How events are written. */
  enum Layout {
    EDN_LINES("", "", "\n") {
      @Override
      String event(String type, int process, int mark) {
        return "{:type :%s, :process %d, :f :write, :value %d}".formatted(type, process, mark);
      }

      @Override
      String other() {
        return "{:type :info, :process :nemesis, :f :start, :value \"n1\"}";
      }
    },
    EDN_VECTOR("[", "]", "\n ") {
      @Override
      String event(String type, int process, int mark) {
        return EDN_LINES.event(type, process, mark);
      }

      @Override
      String other() {
        return EDN_LINES.other();
      }
    },
    JSON_LINES("", "", "\n") {
      @Override
      String event(String type, int process, int mark) {
        return "{\"type\":\"%s\",\"process\":%d,\"f\":\"write\",\"value\":%d}"
            .formatted(type, process, mark);
      }

      @Override
      String other() {
        return "{\"type\":\"info\",\"process\":\"nemesis\",\"f\":\"start\",\"value\":\"n1\"}";
      }
    },
    JSON_ARRAY("[", "]", ",\r\n") {
      @Override
      String event(String type, int process, int mark) {
        return JSON_LINES.event(type, process, mark);
      }

      @Override
      String other() {
        return JSON_LINES.other();
      }
    },
    ETCD_LOG("", "", "\n") {
      @Override
      String event(String type, int process, int mark) {
        return "INFO  jepsen.util - %d\t:%s\t:write\t%d".formatted(process, type, mark);
      }

      @Override
      String other() {
        return "WARN  jepsen.core - noise";
      }
    },
    JEPSEN_LOG("", "", "\n") {
      @Override
      String event(String type, int process, int mark) {
        return "2024-03-01 12:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.util: %d\t:%s\t:write\t%d"
            .formatted(process, type, mark);
      }

      @Override
      String other() {
        return "2024-03-01 12:00:00,123{GMT}\tINFO\t[main] jepsen.core: noise";
      }
    },
    HISTORY_TXT("", "", "\n") {
      @Override
      String event(String type, int process, int mark) {
        return "%d\t:%s\t:write\t%d".formatted(process, type, mark);
      }

      @Override
      String other() {
        return ":nemesis\t:info\t:start\tnil";
      }
    },
    TRANSACTION_TEXT("", "", "\n") {
      @Override
      String event(String type, int process, int mark) {
        return "w(%d,%d,%d,%d)".formatted(process, mark, process, process);
      }

      @Override
      String other() {
        return event("", EVENTS, OTHER_MARK);
      }
    };

    private final String begin;
    private final String end;
    private final String between;

    Layout(String begin, String end, String between) {
      this.begin = begin;
      this.end = end;
      this.between = between;
    }

    abstract String event(String type, int process, int mark);

    abstract String other();
  }

  /** A file, and where in it the event with each mark is; other events have -1. */
  private record File(byte[] bytes, List<int[]> places) {}

  private static File file(Layout layout, Random random) {
    var bytes = new ByteArrayOutputStream();
    var places = new ArrayList<int[]>();
    bytes.writeBytes(layout.begin.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < EVENTS; i++) {
      bytes.writeBytes((i == 0 ? "" : layout.between).getBytes(StandardCharsets.UTF_8));
      int from = bytes.size();
      boolean other = random.nextInt(6) == 0;
      int mark = other ? -1 : FIRST_MARK + i;
      // Every process calls once and never ends: whatever is lost, the rest is a history.
      String text = other ? layout.other() : layout.event("invoke", i, mark);
      bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      places.add(new int[] {from, bytes.size(), mark});
    }
    bytes.writeBytes((layout.end + "\n").getBytes(StandardCharsets.UTF_8));
    return new File(bytes.toByteArray(), places);
  }

  @ParameterizedTest
  @EnumSource
  void a_changed_byte_loses_no_event(Layout layout) throws IOException {
    int accepted = 0;
    for (int seed = 0; seed < FILES; seed++) {
      var random = new Random(seed);
      var file = file(layout, random);
      byte[] bytes = file.bytes().clone();
      var touched = new HashSet<Integer>();
      int changes = 1 + random.nextInt(2);
      for (int i = 0; i < changes; i++) {
        int at = random.nextInt(bytes.length);
        touched.add(at);
        bytes[at] =
            random.nextBoolean()
                ? Mutations.anyByte(random)
                : (byte) (bytes[at] ^ 1 << random.nextInt(8));
      }
      accepted += requireAll(layout + " seed " + seed, bytes, file.places(), touched) ? 1 : 0;
    }
    assertThat(accepted).as("files accepted").isGreaterThan(FILES / 100);
  }

  @ParameterizedTest
  @EnumSource
  void a_dropped_byte_loses_no_event(Layout layout) throws IOException {
    for (int seed = 0; seed < FILES; seed++) {
      var random = new Random(seed);
      var file = file(layout, random);
      int at = random.nextInt(file.bytes().length);
      byte[] bytes = Mutations.spliced(file.bytes(), at, at + 1, new byte[0]);
      requireAll(layout + " seed " + seed, bytes, file.places(), Set.of(at));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_truncated_file_has_what_stands_before_the_cut(Layout layout) throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      var file = file(layout, new Random(seed));
      for (int cut = 1; cut < file.bytes().length; cut += 7) {
        int end = cut;
        var before = file.places().stream().filter(place -> place[0] < end).toList();
        byte[] bytes = Arrays.copyOf(file.bytes(), end);
        requireAll(layout + " seed " + seed + " cut " + cut, bytes, before, Set.of(end - 1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_put_between_hides_nothing(Layout layout) throws IOException {
    for (int seed = 0; seed < FILES; seed++) {
      var random = new Random(seed);
      var file = file(layout, random);
      int from = random.nextInt(file.bytes().length);
      int to = Math.min(file.bytes().length, from + random.nextInt(80));
      byte[] piece = Arrays.copyOfRange(file.bytes(), from, to);
      int at = random.nextInt(file.bytes().length);
      byte[] bytes = Mutations.spliced(file.bytes(), at, at, piece);
      requireAll(layout + " seed " + seed, bytes, file.places(), Set.of(at - 1, at));
    }
  }

  /** The values of the writes of a transaction. */
  private static List<Object> valuesInside(Object argument) {
    var values = new ArrayList<Object>();
    if (argument instanceof List<?> writes) {
      for (Object write : writes) {
        if (write instanceof List<?> parts) {
          values.addAll(parts);
        }
      }
    }
    return values;
  }

  /** Answers whether the file is accepted; then nothing may be missing. */
  private static boolean requireAll(
      String what, byte[] bytes, List<int[]> places, Set<Integer> touched) throws IOException {
    RawHistory raw;
    try {
      raw = HistoryReader.read("file", new ByteArrayInputStream(bytes));
    } catch (MalformedHistoryException e) {
      return false;
    }
    String text = what + ":\n" + new String(bytes, StandardCharsets.UTF_8);
    var marks = new HashSet<Object>();
    long events = raw.skipped().total();
    for (var op : raw.operations()) {
      marks.add(op.argument());
      marks.addAll(valuesInside(op.argument()));
      events += op.argument() instanceof List<?> writes ? writes.size() : 1;
    }
    for (int[] place : places) {
      boolean whole = touched.stream().noneMatch(at -> at >= place[0] && at < place[1]);
      if (whole && place[2] >= 0) {
        assertThat(marks).as(text).contains((long) place[2]);
      }
    }
    long called = places.stream().filter(place -> place[2] >= 0).count();
    assertThat(events).as(text).isGreaterThanOrEqualTo(called);
    return true;
  }
}
