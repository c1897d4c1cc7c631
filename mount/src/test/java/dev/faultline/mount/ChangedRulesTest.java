package dev.faultline.mount;

import static dev.faultline.mount.Client.EIO;
import static dev.faultline.mount.Client.ENOSPC;
import static dev.faultline.mount.Client.assertFails;
import static dev.faultline.mount.Client.read;
import static dev.faultline.mount.Client.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules that come and go while a mount serves. */
@Timeout(120)
final class ChangedRulesTest {
  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  private MountProcess mount(String... rules) throws IOException {
    return MountProcess.recording(false, "ext4-ordered", source, point, rules);
  }

  private List<String> add(String... rules) throws MountException {
    return MountControl.at(point).ask("POST", "/faults", Map.of(), String.join("\n", rules));
  }

  private List<String> ask(String verb, Map<String, String> query) throws MountException {
    return MountControl.at(point).ask(verb, "/faults", query, "");
  }

  @Test
  void a_rule_strikes_from_when_it_is_added_until_it_is_cleared() throws Exception {
    try (MountProcess _ = mount();
        FileChannel log = Client.open(point.resolve("log"))) {
      write(log, "a");
      assertThat(add("fail write errno=ENOSPC path=/log nth=2", "fail fsync errno=EIO path=/log"))
          .startsWith(
              "added 2 rules",
              "  1: fail write errno=ENOSPC path=/log nth=2",
              "  2: fail fsync errno=EIO path=/log");
      write(log, "b");
      assertFails(() -> write(log, "c"), ENOSPC);
      assertFails(() -> log.force(true), EIO);
      assertThat(ask("GET", Map.of()))
          .containsExactly(
              "2 rules",
              "  1: fail write errno=ENOSPC path=/log nth=2 (struck 1 of 2 calls)",
              "  2: fail fsync errno=EIO path=/log (struck 1 of 1 call)");
      assertThat(ask("DELETE", Map.of("rule", "2")))
          .containsExactly(
              "cleared 1 rule", "  2: fail fsync errno=EIO path=/log (struck 1 of 1 call)");
      log.force(true);
      assertThat(add("fail write errno=EIO")).contains("  3: fail write errno=EIO");
      assertFails(() -> write(log, "d"), EIO);
      assertThat(ask("DELETE", Map.of())).startsWith("cleared 2 rules");
      write(log, "e");
      assertThat(ask("GET", Map.of())).containsExactly("no rules");
      assertThat(point.resolve("log")).hasContent("abe");
    }
  }

  @Test
  void a_file_that_no_rule_was_for_is_looked_at_again_when_rules_change() throws Exception {
    try (MountProcess _ = mount();
        FileChannel log = Client.open(point.resolve("log"))) {
      add("fail write errno=EIO path=/other");
      write(log, "a");
      add("fail write errno=ENOSPC path=/log");
      assertFails(() -> write(log, "b"), ENOSPC);
      ask("DELETE", Map.of("rule", "2"));
      write(log, "c");
      assertThat(point.resolve("log")).hasContent("ac");
      assertThat(ask("GET", Map.of()))
          .containsExactly("1 rule", "  1: fail write errno=EIO path=/other (struck 0 of 0 calls)");
    }
  }

  @Test
  void what_the_kernel_knows_by_then_is_asked_for_again() throws Exception {
    Files.writeString(source.resolve("data"), "data");
    Files.writeString(source.resolve("other"), "other");
    try (MountProcess _ = mount();
        FileChannel data = Client.open(point.resolve("data"))) {
      assertThat(read(data)).startsWith("data");
      assertThat(Files.size(point.resolve("data"))).isEqualTo(4);
      assertThat(add("fail read errno=EIO path=/data nth=1,2", "fail getattr errno=EIO path=/data"))
          .contains(
              "the kernel asks for each name and for attributes each time now",
              "note: open already: 1 file, which the kernel reads by pages until it is opened"
                  + " again; it may keep a page for a moment, and tries a failed read once more");
      assertFails(() -> read(data), EIO);
      assertFails(() -> Files.size(point.resolve("data")), EIO);
      assertThat(Files.size(point.resolve("other"))).isEqualTo(5);
      ask("DELETE", Map.of());
      assertThat(Files.size(point.resolve("data"))).isEqualTo(4);
    }
  }

  @Test
  void of_a_file_that_was_open_before_each_read_is_seen_in_the_end() throws Exception {
    Files.writeString(source.resolve("data"), "data");
    try (MountProcess _ = mount();
        FileChannel data = Client.open(point.resolve("data"))) {
      read(data);
      add("fail read errno=EIO path=/data nth=100..");
      while (true) {
        try {
          read(data);
        } catch (IOException e) {
          assertThat(e).hasMessage("Input/output error");
          break;
        }
      }
    }
  }

  @Test
  void a_call_that_hangs_goes_on_when_its_rule_is_taken_away_and_not_before() throws Exception {
    Files.writeString(source.resolve("slow"), "slow");
    try (MountProcess _ = mount("hang read path=/slow", "hang read path=/other")) {
      CompletableFuture<String> reader =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Files.readString(point.resolve("slow"));
                } catch (IOException e) {
                  return e.toString();
                }
              },
              task -> Thread.ofPlatform().daemon().start(task));
      while (!ask("GET", Map.of()).getLast().endsWith("of 0 calls)")
          || !ask("GET", Map.of()).get(1).endsWith("(struck 1 of 1 call)")) {
        Thread.onSpinWait();
      }
      assertThat(add("fail mkdir errno=EIO")).contains("  3: fail mkdir errno=EIO");
      ask("DELETE", Map.of("rule", "2"));
      assertThat(reader).isNotDone();
      ask("DELETE", Map.of("rule", "1"));
      assertThat(reader.join()).isEqualTo("slow");
    }
  }

  @Test
  void what_is_no_rule_or_can_match_nothing_is_refused_and_nothing_is_added() throws Exception {
    try (MountProcess _ = mount()) {
      assertRefused(
          "line 2, errno: unknown errno EWHAT", "fail read errno=EIO", "fail read errno=EWHAT");
      assertRefused("there is no rule in what was sent", "# nothing");
      assertRefused("unknown call seek", "fail seek errno=EIO");
      assertRefused(
          "line 1: no rule for a mount: the kernel answers such calls itself, or does not pass them"
              + " on: fail poll errno=EIO",
          "fail poll errno=EIO");
      assertRefused("none of its calls has a second path", "fail write errno=EIO to=/a");
      assertRefused(
          "no path begins like wal.* does; paths begin with /", "fail write errno=EIO regex=wal.*");
      assertThat(ask("GET", Map.of())).containsExactly("no rules");
      assertThat(add("fail read errno=EIO path=/missing"))
          .contains("note: rule 1: no file matches it yet");
      assertThatExceptionOfType(MountException.class)
          .isThrownBy(() -> ask("DELETE", Map.of("rule", "7")))
          .withMessage("there is no rule 7, but [1]");
    }
  }

  private void assertRefused(String why, String... rules) {
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> add(rules))
        .withMessageContaining(why);
  }

  @Test
  void two_commands_at_once_are_both_answered() throws Exception {
    try (MountProcess _ = mount()) {
      List<CompletableFuture<List<String>>> answers =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(() -> {
                    try {
                      return add("fail mkdir errno=EIO path=/" + "x".repeat(200) + i);
                    } catch (MountException e) {
                      throw new IllegalStateException(e);
                    }
                  }))
              .toList();
      answers.forEach(answer -> assertThat(answer.join()).startsWith("added 1 rule"));
      assertThat(ask("GET", Map.of())).hasSize(9);
    }
  }

  @Test
  void a_lost_write_shows_what_was_there_and_a_misdirected_one_is_elsewhere() throws Exception {
    try (MountProcess _ = mount()) {
      try (FileChannel data = Client.open(point.resolve("data"))) {
        write(data, "aaaa");
        add("lost write path=/data nth=1", "misdirect write by=-2 path=/data nth=2");
      }
      try (FileChannel data = Client.open(point.resolve("data"))) {
        data.write(java.nio.ByteBuffer.wrap(new byte[] {'b', 'b', 'b'}), 3);
        assertThat(Files.size(point.resolve("data"))).isEqualTo(6);
        assertThat(Files.readString(point.resolve("data"))).isEqualTo("aaaa\0\0");
        data.write(java.nio.ByteBuffer.wrap(new byte[] {'c', 'c'}), 4);
        assertThat(Files.readString(point.resolve("data"))).isEqualTo("aacc\0\0");
        data.force(true);
      }
      crash();
      assertThat(Files.readString(point.resolve("data"))).isEqualTo("aacc\0\0");
    }
    assertThat(source).isEmptyDirectory();
  }

  @Test
  void a_stale_write_shows_until_the_crash() throws Exception {
    try (MountProcess _ = mount("stale write path=/data nth=2")) {
      try (FileChannel data = Client.open(point.resolve("data"))) {
        data.write(
            java.nio.ByteBuffer.wrap("old!".getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
        data.force(true);
        data.write(
            java.nio.ByteBuffer.wrap("new!".getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
        data.force(true);
      }
      assertThat(point.resolve("data")).hasContent("new!");
      crash();
      assertThat(point.resolve("data")).hasContent("old!");
    }
  }

  @Test
  void rot_stays_in_the_file_and_leaves_its_times() throws Exception {
    Files.writeString(source.resolve("data"), "a".repeat(40_000));
    FileTime changed = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(source.resolve("data"), changed);
    try (MountProcess _ = mount("rot open path=/data bits=3 offset=100..200 times=1")) {
      byte[] first = Files.readAllBytes(point.resolve("data"));
      assertThat(turned(first)).isEqualTo(3);
      assertThat(Files.getLastModifiedTime(point.resolve("data"))).isEqualTo(changed);
      crash();
      assertThat(Files.readAllBytes(point.resolve("data"))).isEqualTo(first);
    }
    assertThat(turned(Files.readAllBytes(source.resolve("data")))).isZero();
  }

  private static int turned(byte[] bytes) {
    int bits = 0;
    for (byte each : bytes) {
      bits += Integer.bitCount((each ^ 'a') & 0xff);
    }
    return bits;
  }

  @Test
  void what_a_failed_sync_did_not_write_is_lost_though_the_next_sync_succeeds() throws Exception {
    try (MountProcess _ = mount()) {
      try (FileChannel data = Client.open(point.resolve("data"))) {
        write(data, 4096);
        data.force(true);
        add("sync-failure fsync path=/data nth=1");
        data.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}), 0);
        assertFails(() -> data.force(true), EIO);
        data.force(true);
      }
      assertThat(Files.readAllBytes(point.resolve("data"))[0]).isEqualTo((byte) 'x');
      crash();
      assertThat(Files.readAllBytes(point.resolve("data"))[0]).isNotEqualTo((byte) 'x');
    }
  }

  private void crash() throws MountException {
    MountControl.at(point).ask("POST", "/crash", Map.of(), "");
  }
}
