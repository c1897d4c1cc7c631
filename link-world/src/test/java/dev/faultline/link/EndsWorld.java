package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.check.Verdict;
import dev.faultline.check.property.LinkProperties;
import dev.faultline.check.property.LinkRecorder;
import dev.faultline.core.Address;
import dev.faultline.core.LinkModel;
import dev.faultline.explore.Program;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A volatile link on a network that loses, duplicates, reorders and corrupts, and what must hold.
 */
final class EndsWorld {
  static final String UNCHANGED = "messages arrive as they were sent";
  static final String ALL = "every message arrives";
  static final String RESENT = "a packet is sent again";
  static final String CORRUPT = "a corrupt packet is dropped";

  private EndsWorld() {}

  static Program program(Ends.Plan plan, Supplier<Rules> rules) {
    return world ->
        build(
            world,
            plan,
            record -> new Ends.Receiver(plan.options(), rules.get(), record),
            (to, record) -> new Ends.Sender(to, plan, rules.get(), record));
  }

  /** Returns the sender's address. */
  static Address build(
      World world,
      Ends.Plan plan,
      Function<LinkRecorder, Ends.Receiver> receivers,
      BiFunction<Address, LinkRecorder, Ends.Sender> senders) {
    world.model(partiallySynchronous().links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    LinkRecorder record = new LinkRecorder();
    Address to = world.node("receiver", () -> receivers.apply(record));
    Address from = world.node("sender", () -> senders.apply(to, record));
    world.always(
        UNCHANGED, () -> !(world.instance(to) instanceof Ends.Receiver r) || r.wrong.isEmpty());
    if (!plan.alike()) {
      promises(plan.kind(), record).forEach((name, verdict) -> world.check(name, verdict));
    }
    world.sometimes(
        RESENT,
        () ->
            world.instance(from) instanceof Ends.Sender s
                && s.session() != null
                && s.session().counters().retransmitted() > 0);
    world.sometimes(
        CORRUPT,
        () ->
            world.instance(to) instanceof Ends.Receiver r && r.endpoint().counters().corrupt() > 0);
    world.healAfter(Duration.ofSeconds(30));
    world.eventually(
        ALL,
        Duration.ofSeconds(50),
        () ->
            plan.alike()
                ? world.instance(to) instanceof Ends.Receiver r && r.received == plan.messages()
                : record.sentCount() == plan.messages()
                    && (plan.kind() == StreamKind.FAIR_LOSS
                        ? record.deliveredCount() > 0
                        : record.deliveredCount() >= plan.messages()
                            && LinkProperties.reliableDelivery(record, process -> true).isValid()));
    return from;
  }

  private static SortedMap<String, Supplier<Verdict>> promises(
      StreamKind kind, LinkRecorder record) {
    SortedMap<String, Supplier<Verdict>> promises = new TreeMap<>();
    promises.put("no creation", () -> LinkProperties.noCreation(record));
    if (kind == StreamKind.UNORDERED || kind == StreamKind.ORDERED) {
      promises.put("no duplication", () -> LinkProperties.noDuplication(record));
    }
    if (kind == StreamKind.ORDERED) {
      promises.put("FIFO order", () -> LinkProperties.fifoOrder(record));
    }
    return promises;
  }
}
