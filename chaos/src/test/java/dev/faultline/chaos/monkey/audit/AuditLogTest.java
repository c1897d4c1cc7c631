package dev.faultline.chaos.monkey.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.audit.AuditRecord.Victim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir private Path folder;
  private AuditLog log;

  @BeforeEach
  void open() {
    log = new AuditLog(folder.resolve("state/audit.jsonl"));
  }

  private static AuditRecord of(String run, Event event) {
    return new AuditRecord(
        Instant.parse("2026-12-01T12:00:00.123456Z"),
        run,
        event,
        "shop \"x\"",
        Optional.of(new Victim(12, 34, "command {a}", "local", "here", "shop-cache")),
        "pause 10s",
        false,
        event == Event.REFUSED ? "because" : "");
  }

  @Test
  void records_come_back_as_they_were_written() throws Exception {
    assertThat(log.records()).isEmpty();
    log.append(of("1", Event.INTENT));
    log.append(of("1", Event.DONE));
    assertThat(log.records()).containsExactly(of("1", Event.INTENT), of("1", Event.DONE));
  }

  @Test
  void a_line_that_a_crash_has_cut_is_left_out_and_the_next_begins_a_new_one() throws Exception {
    log.append(of("1", Event.INTENT));
    Files.writeString(
        log.file(), "{\"at\":\"2026-12-01T12:00:01Z\",\"ru", StandardOpenOption.APPEND);
    assertThat(log.records()).containsExactly(of("1", Event.INTENT));
    log.append(of("2", Event.INTENT));
    assertThat(log.records()).containsExactly(of("1", Event.INTENT), of("2", Event.INTENT));
  }

  @Test
  void a_whole_line_that_is_no_record_is_an_error_with_its_place() throws Exception {
    log.append(of("1", Event.INTENT));
    Files.writeString(log.file(), "{\"event\":\"party\"}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> log.records())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("audit.jsonl:2 is not a record");
  }

  @Test
  void a_refused_attempt_does_not_spend_its_slot_and_one_without_an_end_does() throws Exception {
    log.append(of("refused", Event.INTENT));
    log.append(of("refused", Event.REFUSED));
    log.append(of("done", Event.INTENT));
    log.append(of("done", Event.DONE));
    log.append(of("failed", Event.INTENT));
    log.append(of("failed", Event.FAILED));
    log.append(of("cut off", Event.INTENT));
    assertThat(AuditLog.spent(log.records()))
        .extracting(AuditRecord::run)
        .containsExactly("done", "failed", "cut off");
  }

  @Test
  void metrics_count_events_and_tell_the_last_termination() throws Exception {
    log.append(of("1", Event.INTENT));
    log.append(of("1", Event.DONE));
    log.append(of("2", Event.REFUSED));
    Path file = folder.resolve("metrics/monkey.prom");
    Metrics.write(file, log.records());
    assertThat(file)
        .hasContent(
            """
            # HELP faultline_monkey_events_total Records of the audit log.
            # TYPE faultline_monkey_events_total counter
            faultline_monkey_events_total{group="shop \\"x\\"",event="done",leashed="false"} 1
            faultline_monkey_events_total{group="shop \\"x\\"",event="intent",leashed="false"} 1
            faultline_monkey_events_total{group="shop \\"x\\"",event="refused",leashed="false"} 1
            # HELP faultline_monkey_last_termination_timestamp_seconds When a group was last struck.
            # TYPE faultline_monkey_last_termination_timestamp_seconds gauge
            faultline_monkey_last_termination_timestamp_seconds{group="shop \\"x\\""} 1796126400.123
            """);
  }

  @Test
  void a_record_that_a_crash_has_cut_within_a_character_is_left_out() throws Exception {
    log.append(of("1", Event.INTENT));
    byte[] whole = "{\"at\":\"2026-12-01T12:00:00Z\",\"run\":\"ä".getBytes(StandardCharsets.UTF_8);
    Files.write(
        folder.resolve("state/audit.jsonl"),
        Arrays.copyOf(whole, whole.length - 1),
        StandardOpenOption.APPEND);
    assertThat(log.records()).extracting(AuditRecord::run).containsExactly("1");
  }

  @Test
  void runs_that_write_the_same_metrics_at_once_do_not_meet() throws Exception {
    Path file = folder.resolve("monkey.prom");
    List<Future<Void>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2; i++) {
        all.add(
            threads.submit(() -> {
              for (int n = 0; n < 1_000; n++) {
                Metrics.write(file, List.of());
              }
              return null;
            }));
      }
    }
    for (Future<Void> one : all) {
      one.get();
    }
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
