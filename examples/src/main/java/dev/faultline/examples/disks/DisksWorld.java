package dev.faultline.examples.disks;

import dev.faultline.core.Address;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.SystemModel;
import dev.faultline.disk.Profile;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.DiskSetup;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Three copies of a journal, of whose disks one may be damaged: whatever its disks do, the careful
 * program loses nothing. The naive one is lost with each of the troubles but those that only take
 * time, which the impatient one does not bear.
 */
public final class DisksWorld implements Scenario {
  private static final int COPIES = 3;

  private static final String ALL = "all";

  @Override
  public String name() {
    return "disks";
  }

  @Override
  public String description() {
    return "Three copies of a journal on disks that fail in fourteen ways: right and wrong.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("program", "careful", "careful, naive or impatient"),
        new Setting("trouble", ALL, ALL + ", or one of " + troubles()));
  }

  @Override
  public int worlds() {
    return 2_000;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(10);
  }

  static String text(DiskTrouble trouble) {
    return trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String troubles() {
    return Arrays.stream(DiskTrouble.values())
        .map(DisksWorld::text)
        .collect(Collectors.joining(", "));
  }

  private static DiskTrouble[] troubles(String text) {
    DiskTrouble[] chosen =
        Arrays.stream(DiskTrouble.values())
            .filter(trouble -> text.equals(ALL) || text(trouble).equals(text))
            .toArray(DiskTrouble[]::new);
    if (chosen.length == 0) {
      throw new UsageException(
          "setting trouble is '" + text + "', expected " + ALL + " or one of " + troubles());
    }
    return chosen;
  }

  @Override
  public Program program(Settings settings) {
    String program = settings.text("program");
    Guise guise =
        Arrays.stream(Guise.values())
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(program))
            .findFirst()
            .orElseThrow(() ->
                new UsageException(
                    "setting program is '" + program + "', expected careful, naive or impatient"));
    DiskTrouble[] troubles = troubles(settings.text("trouble"));
    return world -> build(world, guise, troubles);
  }

  private static void build(World world, Guise guise, DiskTrouble[] troubles) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).diskTroubles(1, troubles));
    // A size that is there has its data, so that a crash alone does the naive program no harm.
    world.disk(DiskSetup.DEFAULT.withProfile(Profile.XFS));
    List<Address> keepers = world.nodes(COPIES, "keeper", () -> new Keeper(guise != Guise.NAIVE));
    world.client("writer", () -> new Writer(world, keepers, guise));
  }
}
