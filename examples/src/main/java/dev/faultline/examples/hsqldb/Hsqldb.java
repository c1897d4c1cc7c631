package dev.faultline.examples.hsqldb;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.disk.Profile;
import dev.faultline.examples.Jars;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.DiskSetup;
import java.time.Duration;
import java.util.List;

/**
 * HSQLDB, from its jar as it is on Maven Central, on a disk of a machine that crashes. By default
 * it writes a commit half a second after it was acknowledged, and a crash takes it; with {@code
 * delay=false} it syncs first, and acknowledged commits stay. Transactions are never found half.
 */
public final class Hsqldb implements Scenario {
  private static final int COINS = 20;
  private static final Jars JARS = new Jars(Hsqldb.class, "hsqldb.jar");

  @Override
  public String name() {
    return "hsqldb";
  }

  @Override
  public String description() {
    return "Unmodified HSQLDB on a disk that crashes: acknowledged commits are lost unless"
        + " delay=false.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("delay", "true", "whether the database writes half a second later"),
        new Setting("profile", Profile.PROCESS_KILL.name(), "what a crash takes of files"));
  }

  @Override
  public int worlds() {
    return 100;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Program program(Settings settings) {
    String options = settings.flag("delay") ? "" : ";hsqldb.write_delay=false";
    DiskSetup disk = DiskSetup.DEFAULT.withProfile(profile(settings.text("profile")));
    return world -> build(world, disk, options);
  }

  private static Profile profile(String name) {
    try {
      return Profile.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("setting profile is '" + name + "': " + e.getMessage(), e);
    }
  }

  private static void build(World world, DiskSetup disk, String options) {
    Accounts accounts = new Accounts(COINS);
    world.model(partiallySynchronous().crashRecovery(1, 0));
    world.disk(disk);
    world
        .jvm("bank")
        .classpath(JARS.classPath())
        .output(accounts::says)
        .main("dev.faultline.examples.hsqldb.program.Cashier", String.valueOf(COINS), options);
    world.always("what was acknowledged is found again, and whole", () -> accounts.wrong() == null);
    world.sometimes("it finds what it wrote", accounts::foundSome);
    world.healAfter(Duration.ofSeconds(20));
    world.eventually("it finishes", Duration.ofSeconds(15), accounts::finished);
  }
}
