package dev.faultline.chaos.monkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.monkey.safety.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A monkey for a shop of three real processes, which do nothing but wait. */
@Timeout(60)
abstract class ShopMonkey {
  private static final String APP =
      """
      {"chaosMonkey": {"enabled": true, "grouping": "app", "meanTimeBetweenKillsInWorkDays": 1,
        "minTimeBetweenKillsInWorkDays": 1%s}}
      """;

  /** A Tuesday. */
  Instant now = Instant.parse("2026-12-01T12:00:00Z");

  final String mark = "shop-" + System.nanoTime();
  final List<Sleeper> sleepers = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    write("leashed = false", "");
    Files.writeString(folder.resolve("shop.json"), APP.formatted(""));
    for (int i = 0; i < 3; i++) {
      sleepers.add(Sleeper.marked("shop", mark + "-" + i));
    }
  }

  @AfterEach
  void end() {
    sleepers.forEach(Sleeper::close);
  }

  void write(String chaosMonkey, String faultline) throws IOException {
    Files.writeString(
        file(),
        """
        [chaosmonkey]
        enabled = true
        accounts = ["local"]
        time_zone = "UTC"
        %s
        [faultline]
        state = "state"
        %s
        [[cluster]]
        name = "shop"
        account = "local"
        region = "here"
        find = ["command %s"]
        """
            .formatted(chaosMonkey, faultline, mark));
  }

  Path file() {
    return folder.resolve("chaosmonkey.toml");
  }

  Monkey monkey() {
    return new Monkey(
        () -> MonkeyConfig.read(file(), new TreeMap<>()),
        folder.resolve("state"),
        ProcessControl.ofMachine(),
        () -> now);
  }

  Group group() {
    MonkeyConfig config = MonkeyConfig.read(file(), new TreeMap<>());
    return Instances.groups(config, "shop", config.app("shop")).getFirst();
  }

  Outcome terminate() throws IOException {
    return monkey().terminate(group(), 7, Optional.empty(), Optional.empty());
  }

  long alive() {
    return sleepers.stream().filter(one -> one.process().isAlive()).count();
  }

  List<Event> events() throws IOException {
    return monkey().log().records().stream().map(AuditRecord::event).toList();
  }

  void assertRefused(Outcome outcome, Check check) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.check()).isEqualTo(check));
    assertThat(alive()).isEqualTo(3);
  }
}
