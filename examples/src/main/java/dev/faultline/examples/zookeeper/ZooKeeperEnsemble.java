package dev.faultline.examples.zookeeper;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.workload.Consistency.linearizable;

import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.Models;
import dev.faultline.disk.Profile;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.DiskSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * ZooKeeper, from its jars as they are on Maven Central: three servers elect a leader and replicate
 * one node that clients write. Acknowledged writes are linearizable, no session's reads go back,
 * and once faults have ended every client finishes.
 *
 * <p>That is where processes crash. Where machines do, a server can refuse to start: ZooKeeper does
 * not sync its first snapshot, and without one it distrusts its log ({@code profile=ext4-ordered});
 * nor does it sync the folder after it renamed a file, so that it can come back with an epoch that
 * it entered and did not accept ({@code profile=btrfs}).
 */
public final class ZooKeeperEnsemble implements Scenario {
  private static final String CLIENT = "dev.faultline.examples.zookeeper.program.Client";
  private static final int CLIENTS = 2;

  @Override
  public String name() {
    return "zookeeper";
  }

  @Override
  public String description() {
    return "Unmodified ZooKeeper: three servers, writes that have to be linearizable.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("writes", "10", "how many writes each of two clients makes"),
        new Setting("profile", Profile.PROCESS_KILL.name(), "what a crash takes of files"));
  }

  @Override
  public int worlds() {
    return 100;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Program program(Settings settings) {
    int writes = settings.number("writes", 1, 1_000);
    DiskSetup disk = DiskSetup.DEFAULT.withProfile(profile(settings.text("profile")));
    return world -> build(world, disk, writes);
  }

  private static Profile profile(String name) {
    try {
      return Profile.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("setting profile is '" + name + "': " + e.getMessage(), e);
    }
  }

  private static void build(World world, DiskSetup disk, int writes) {
    // A client that never comes back would never finish.
    world.model(partiallySynchronous().crashRecovery(1, 0).fairLossLinks());
    world.disk(disk);
    List<Path> classPath = ZooKeeperLibrary.classPath();
    Ensemble.add(world, classPath);
    ClientOperations<CounterOp, Object> operations = world.operations();
    List<Sessions> clients = new ArrayList<>();
    for (int i = 1; i <= CLIENTS; i++) {
      clients.add(client(world, classPath, operations, "client-" + i, writes));
    }
    world.check(
        "writes are linearizable",
        () -> linearizable().judge(operations.history(), Models.counter()));
    world.always(
        "no session's reads go back",
        () -> clients.stream().map(Sessions::wentBack).allMatch(Objects::isNull));
    world.sometimes("a write is lost", () -> clients.stream().anyMatch(each -> each.lost() > 0));
    world.healAfter(Duration.ofSeconds(15));
    world.eventually(
        "every client finishes",
        Duration.ofSeconds(40),
        () -> clients.stream().allMatch(Sessions::finished));
  }

  static Sessions client(
      World world,
      List<Path> classPath,
      ClientOperations<CounterOp, Object> operations,
      String name,
      int writes) {
    Sessions[] sessions = new Sessions[1];
    sessions[0] =
        new Sessions(
            operations,
            world
                .jvm(name)
                .classpath(classPath.toArray(Path[]::new))
                .output(line -> sessions[0].says(line))
                .main(CLIENT, Ensemble.connectString(), String.valueOf(writes)));
    return sessions[0];
  }
}
