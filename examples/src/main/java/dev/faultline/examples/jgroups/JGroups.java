package dev.faultline.examples.jgroups;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.examples.Jars;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * JGroups, from its jar as it is on Maven Central: five members that are told views of who is
 * there, over TCP or UDP. Partitions and crashes split the group; once they have ended, all members
 * come to one view of all five.
 */
public final class JGroups implements Scenario {
  private static final List<String> MEMBERS = List.of("n1", "n2", "n3", "n4", "n5");
  private static final Jars JARS = new Jars(JGroups.class, "jgroups.jar");

  @Override
  public String name() {
    return "jgroups";
  }

  @Override
  public String description() {
    return "Unmodified JGroups: five members that have one view once faults have ended.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting("transport", "tcp", "what the members speak: tcp or udp"));
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
    String transport = settings.text("transport");
    if (!transport.equals("tcp") && !transport.equals("udp")) {
      throw new UsageException("setting transport is '" + transport + "': expected tcp or udp");
    }
    return world -> build(world, transport);
  }

  private static void build(World world, String transport) {
    Views views = new Views(MEMBERS.size());
    world.model(partiallySynchronous().crashRecovery(1, 0).fairLossLinks());
    for (String member : MEMBERS) {
      List<String> arguments = new ArrayList<>(List.of(transport, member));
      arguments.addAll(MEMBERS);
      world
          .jvm(member)
          .classpath(JARS.classPath())
          .property("java.net.preferIPv4Stack", "true")
          .output(line -> views.says(member, line))
          .main("dev.faultline.examples.jgroups.program.Member", arguments.toArray(String[]::new));
    }
    world.sometimes("a member leaves a view", views::smaller);
    world.sometimes("all members have one view", views::agreed);
    world.healAfter(Duration.ofSeconds(15));
    world.eventually("all members come to one view", Duration.ofSeconds(40), views::agreed);
  }
}
