package dev.faultline.examples.wal;

import static dev.faultline.sim.workload.Consistency.linearizable;
import static dev.faultline.sim.workload.Registers.read;
import static dev.faultline.sim.workload.Registers.register;
import static dev.faultline.sim.workload.Registers.write;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.SystemModel;
import dev.faultline.disk.Profile;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.Clients;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.DiskSetup;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A server that keeps a register in a {@link WriteAheadLog} on its disk, and crashes; its clients
 * must not see a value go that was acknowledged or read. Each mistake of the log can be planted
 * with {@code --set mistake=…}.
 */
public final class LogWorld implements Scenario {
  static final Object INITIAL = 0;

  private static final int CLIENTS = 2;

  @Override
  public String name() {
    return "wal";
  }

  @Override
  public String description() {
    return "A write-ahead log on a disk that crashes, right, or with one of six mistakes planted.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("mistake", text(Mistake.NONE), mistakes()),
        new Setting("profile", Profile.BTRFS.name(), "the rules of the file system, by name"),
        new Setting("server", "handler", "handler, or blocking for straight-line code"),
        new Setting("operations", "20", "how many operations each of two clients calls"));
  }

  @Override
  public int worlds() {
    return 5_000;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(30);
  }

  static String text(Mistake mistake) {
    return mistake.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String mistakes() {
    return Arrays.stream(Mistake.values()).map(LogWorld::text).collect(Collectors.joining(", "));
  }

  private static Mistake mistake(String text) {
    for (Mistake mistake : Mistake.values()) {
      if (text(mistake).equals(text)) {
        return mistake;
      }
    }
    throw new UsageException("setting mistake is '" + text + "', expected one of " + mistakes());
  }

  private static Profile profile(String name) {
    try {
      return Profile.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("setting profile is '" + name + "': " + e.getMessage(), e);
    }
  }

  @Override
  public Program program(Settings settings) {
    Mistake mistake = mistake(settings.text("mistake"));
    DiskSetup disk = DiskSetup.DEFAULT.withProfile(profile(settings.text("profile")));
    String server = settings.text("server");
    if (!server.equals("handler") && !server.equals("blocking")) {
      throw new UsageException("setting server is '" + server + "', expected handler or blocking");
    }
    int operations = settings.number("operations", 1, 1_000);
    return world -> build(world, mistake, disk, server.equals("blocking"), operations);
  }

  private static void build(
      World world, Mistake mistake, DiskSetup disk, boolean blocking, int operations) {
    world.model(
        SystemModel.partiallySynchronous()
            .crashRecovery(1)
            .failingSyncs()
            // One copy survives whatever takes nothing that was durable.
            .diskTroubles(
                0,
                Arrays.stream(DiskTrouble.values())
                    .filter(trouble -> !trouble.damaging())
                    .toArray(DiskTrouble[]::new)));
    world.disk(disk);
    Address server =
        blocking
            ? world.blockingNode("server", env -> LogServer.serve(env, mistake))
            : world.node("server", () -> new LogServer(mistake));
    Clients<RegisterOp, Object> clients =
        world
            .clients(CLIENTS, register(INITIAL))
            .mix(read(0.5), write(0.5))
            .to(server)
            .pause(Duration.ofMillis(1), Duration.ofMillis(200))
            .timeout(Duration.ofMillis(300))
            .operations(operations);
    world.check(clients, linearizable());
  }
}
