package dev.faultline.examples.broadcast;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.guard.group.BroadcastMessage;
import dev.faultline.guard.group.BroadcastMessage.Echo;
import dev.faultline.guard.group.BroadcastMessage.Ready;
import dev.faultline.guard.group.BroadcastMessage.Send;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Lies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Bracha's reliable broadcast among members of which some lie: to each other member something else,
 * or nothing. With more than three times as many members as liars all honest ones deliver the same;
 * with as many, {@code --set members=3 --set assumed=0}, two of them come to believe two things.
 */
public final class ReliableBroadcastScenario implements Scenario {
  private static final int BROADCASTS = 2;

  @Override
  public String name() {
    return "reliable-broadcast";
  }

  @Override
  public String description() {
    return "Bracha's broadcast with members that lie; members=3 assumed=0: two truths.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("members", "4", "how many members, 2 to 13"),
        new Setting("liars", "1", "how many of them lie, 0 to members"),
        new Setting("assumed", "1", "how many liars the protocol is told to expect"));
  }

  @Override
  public int worlds() {
    return 2_000;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(20);
  }

  /** Liars are faulty, and nobody else: who crashed delivers no more, which says nothing. */
  @Override
  public FaultMix faults() {
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    kinds.removeAll(
        EnumSet.of(FaultKind.CRASH, FaultKind.SEND_OMISSION, FaultKind.RECEIVE_OMISSION));
    return FaultMix.DEFAULT.withKinds(List.copyOf(kinds));
  }

  @Override
  public Program program(Settings settings) {
    int members = settings.number("members", 2, 13);
    int liars = settings.number("liars", 0, members);
    int assumed = settings.number("assumed", 0, 4);
    if (members <= 3 * assumed) {
      throw new UsageException(
          "setting assumed is %d, expected at most %d for %d members: fewer than a third"
              .formatted(assumed, (members - 1) / 3, members));
    }
    return world -> build(world, members, liars, assumed);
  }

  private static void build(World world, int count, int liars, int assumed) {
    world.model(SystemModel.partiallySynchronous().arbitrary(liars).perfectLinks());
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add("member-" + i);
    }
    NodeGroup<Member> members = world.nodes(names, name -> new Member(names, assumed, BROADCASTS));
    members
        .subList(0, liars)
        .forEach(each -> world.lies(each, Lies.with(ReliableBroadcastScenario::lie)));
    world.always(
        "honest members deliver the same", members, all -> parting(honest(all, liars)).isEmpty());
    world.always(
        "nothing is delivered twice",
        members,
        all -> honest(all, liars).stream().allMatch(each -> each.again().isEmpty()));
    world.healAfter(Duration.ofSeconds(8));
    world.eventually(
        "all honest members deliver what honest members say",
        Duration.ofSeconds(10),
        members,
        all -> honest(all, liars).stream().allMatch(each -> hasAll(each, names, liars)));
    world.eventually(
        "what one honest member delivers, all do",
        Duration.ofSeconds(10),
        members,
        all ->
            honest(all, liars).stream().map(each -> each.delivered().keySet()).distinct().count()
                <= 1);
    if (liars > 0) {
      world.sometimes(
          "what a liar says is delivered",
          () ->
              members.states().stream()
                  .skip(liars)
                  .anyMatch(each -> each.delivered().containsKey(Member.key(names.getFirst(), 1))));
    }
  }

  private static List<Member> honest(List<Member> all, int liars) {
    return all.subList(Math.min(liars, all.size()), all.size());
  }

  /** The message of which two have delivered something else; empty for none. */
  private static String parting(List<Member> honest) {
    Map<String, Integer> first = new TreeMap<>();
    for (Member each : honest) {
      for (Map.Entry<String, Integer> one : each.delivered().entrySet()) {
        Integer other = first.putIfAbsent(one.getKey(), one.getValue());
        if (other != null && !other.equals(one.getValue())) {
          return one.getKey();
        }
      }
    }
    return "";
  }

  private static boolean hasAll(Member member, List<String> names, int liars) {
    for (int i = liars; i < names.size(); i++) {
      for (int sequence = 1; sequence <= BROADCASTS; sequence++) {
        Integer value = member.delivered().get(Member.key(names.get(i), sequence));
        if (value == null || value != Member.value(i, sequence)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Says another number, or the same as another kind of message. */
  private static Object lie(Object message, long choice) {
    if (!(message instanceof BroadcastMessage<?> said)
        || !(said.value() instanceof Integer value)) {
      return message;
    }
    int other = (choice & 1) == 0 ? value : value + 1_000;
    return switch ((int) ((choice >>> 1) & 3)) {
      case 0 -> new Send<>(said.origin(), said.sequence(), other);
      case 1 -> new Echo<>(said.origin(), said.sequence(), other);
      default -> new Ready<>(said.origin(), said.sequence(), other);
    };
  }
}
