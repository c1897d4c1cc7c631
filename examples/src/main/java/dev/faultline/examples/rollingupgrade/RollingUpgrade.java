package dev.faultline.examples.rollingupgrade;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Three members are upgraded one after the other, a fourth one joins, and the first one leaves,
 * while members crash and messages are lost. The new version writes amounts in cents, which the old
 * one takes for euros: so it may do that only once no old one runs.
 */
public final class RollingUpgrade implements Scenario {
  private static final Duration DOWN = Duration.ofMillis(800);
  private static final List<String> NAMES = List.of("m1", "m2", "m3", "m4");

  @Override
  public String name() {
    return "rolling-upgrade";
  }

  @Override
  public String description() {
    return "A group is upgraded member by member; mistake=new-format-at-once: old members misread"
        + " it.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("mistake", "none", "none, or new-format-at-once: with the new program"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Program program(Settings settings) {
    boolean atOnce =
        switch (settings.text("mistake")) {
          case "none" -> false;
          case "new-format-at-once" -> true;
          default ->
              throw new UsageException(
                  "mistake is '"
                      + settings.text("mistake")
                      + "', expected none or new-format-at-once");
        };
    return world -> build(world, atOnce);
  }

  private static void build(World world, boolean atOnce) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1, 0).fairLossLinks());
    world.healAfter(Duration.ofSeconds(40));
    NodeGroup<Member> members = world.nodes(NAMES, name -> new OldMember(NAMES));
    NodeHandle<Member> first = members.get(0);
    NodeHandle<Member> fourth = members.get(3);
    NodeHandle<Till> till = world.client("till", () -> new Till(members));

    world.joinsLater(fourth);
    for (int i = 0; i < 3; i++) {
      NodeHandle<Member> member = members.get(i);
      world.at(seconds(5 + 3 * i), () -> upgrade(world, member, atOnce));
    }
    world.at(
        seconds(8),
        () -> {
          upgrade(world, fourth, atOnce);
          world.join(fourth);
        });
    if (!atOnce) {
      // No old member runs any more: now all may write the new format, from their next start on.
      world.when(
          "all run the new version",
          () -> members.allUp() && members.states().stream().allMatch(m -> m.version() == 2),
          () -> members.forEach(member -> world.setting(member, NewMember.FORMAT, "2")));
    }
    world.when(
        "the others know all orders",
        () -> till.is(t -> t.kept() == Till.ORDERS) && knowAll(members.handles().subList(1, 4)),
        () -> world.leave(first));

    world.always("all members know one amount of an order", members, RollingUpgrade::agree);
    world.sometimes(
        "both versions run",
        () -> members.states().stream().map(Member::version).distinct().count() == 2);
    world.sometimes("four members run", members::allUp);
    world.eventually(
        "the others know all orders, and the first has left",
        seconds(18),
        () -> knowAll(members.handles().subList(1, 4)) && !first.up());
  }

  private static void upgrade(World world, NodeHandle<Member> member, boolean atOnce) {
    if (atOnce) {
      world.setting(member, NewMember.FORMAT, "2");
    }
    world.upgrade(member, DOWN, () -> new NewMember(NAMES));
  }

  private static boolean knowAll(List<NodeHandle<Member>> members) {
    return members.stream().allMatch(m -> m.is(state -> state.cents().size() == Till.ORDERS));
  }

  private static boolean agree(List<Member> members) {
    TreeMap<Integer, Long> amounts = new TreeMap<>();
    for (Member member : members) {
      for (var order : member.cents().entrySet()) {
        Long known = amounts.putIfAbsent(order.getKey(), order.getValue());
        if (known != null && !known.equals(order.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
