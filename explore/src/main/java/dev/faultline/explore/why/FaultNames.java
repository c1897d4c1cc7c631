package dev.faultline.explore.why;

import dev.faultline.core.Fault;
import dev.faultline.explore.story.StoryLosses;
import dev.faultline.explore.tape.AlignedAdversary;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.FaultText;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Faults as people call them: what became of which message, what a crash took of which disk, or the
 * fault's own line.
 */
final class FaultNames {
  private record Link(String from, String to) {}

  private record Message(String from, String to, long ordinal) {}

  private final Map<Long, Link> links = new LinkedHashMap<>();
  private final Map<Message, TraceEvent.Sent> sent = new LinkedHashMap<>();

  private final Map<Long, List<TraceEvent.FaultBegan>> began = new LinkedHashMap<>();
  private final StoryLosses losses;
  private final Map<Long, String> nodes = new LinkedHashMap<>();
  private final List<TraceEvent.Crashed> crashes = new ArrayList<>();

  /** Operations on disks that have a line of their own among the faults. */
  private record Decided(long nanos, long subject, long operation) {}

  private final Set<Decided> decided = new LinkedHashSet<>();

  FaultNames(List<String> nodes, List<AlignedAdversary.Timed> faults, List<TraceEvent> run) {
    for (AlignedAdversary.Timed each : faults) {
      if (each.departure() instanceof Departure.Struck struck && NumberedFault.isOfDisk(struck)) {
        decided.add(new Decided(each.nanos(), struck.subject(), struck.ordinal()));
      }
    }

    this.losses = new StoryLosses(run);
    for (String from : nodes) {
      this.nodes.put(Subjects.node(from), from);
      for (String to : nodes) {
        links.put(Subjects.link(from, to), new Link(from, to));
      }
    }
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Sent e) {
        sent.putIfAbsent(new Message(e.from(), e.to(), e.ordinal()), e);
      } else if (event instanceof TraceEvent.FaultBegan e) {
        began.computeIfAbsent(e.nanos(), nanos -> new ArrayList<>()).add(e);
      } else if (event instanceof TraceEvent.Crashed e) {
        crashes.add(e);
      }
    }
  }

  String of(AlignedAdversary.Timed fault) {
    return switch (fault.departure()) {
      case Departure.Faulted faulted ->
          FaultText.of(faulted.fault())
              + taken(fault.nanos(), faulted.fault())
              + besides(fault.nanos(), faulted.fault());
      case Departure.Struck struck ->
          NumberedFault.isOfDisk(struck) ? onDisk(fault.nanos(), struck) : struck(struck);
      case Departure.Chosen chosen -> TraceText.word(chosen.kind());
    };
  }

  /** Which messages a fault took says more than how long it lasted. */
  private String taken(long nanos, Fault fault) {
    return began.getOrDefault(nanos, List.of()).stream()
        .filter(each -> each.fault().equals(fault))
        .map(losses::takenBy)
        .findFirst()
        .orElse("");
  }

  private String struck(Departure.Struck struck) {
    Link link = links.get(struck.subject());
    String what = word(struck.kind());
    if (link == null) {
      return "message " + struck.ordinal() + " of an unknown link is " + what;
    }
    TraceEvent.Sent message = sent.get(new Message(link.from(), link.to(), struck.ordinal()));
    String name =
        message == null
            ? link.from() + " -> " + link.to() + " #" + struck.ordinal()
            : TraceText.message(message);
    return name + " is " + what;
  }

  /** What a crash took: which operation says more than its number. */
  private String onDisk(long nanos, Departure.Struck struck) {
    String node = nodes.getOrDefault(struck.subject(), "a node");
    String crash = "the crash of " + node;
    return switch (struck.kind()) {
      case OPERATION_LOST -> crash + " loses " + operation(nanos, node, struck.ordinal());
      case OPERATION_TORN -> crash + " tears " + operation(nanos, node, struck.ordinal());
      case NEIGHBOURS_DAMAGED ->
          crash + " damages the bytes around " + operation(nanos, node, struck.ordinal());
      case OLD_BYTES_SHOWN -> crash + " leaves old bytes of the disk in place of lost new ones";
      default -> TraceText.word(struck.kind());
    };
  }

  private String operation(long nanos, String node, long number) {
    return lost(nanos, node)
        .filter(lost -> lost.number() == number)
        .map(TraceEvent.LostOperation::what)
        .findFirst()
        .orElse("operation " + number + " on its disk");
  }

  private Stream<TraceEvent.LostOperation> lost(long nanos, String node) {
    return crashes.stream()
        .filter(crash -> crash.nanos() == nanos && crash.node().equals(node))
        .flatMap(crash -> crash.lostOnDisk().stream());
  }

  /** What is lost with the crash, since it needs what is lost, or since no crash keeps it. */
  private String besides(long nanos, Fault fault) {
    if (!(fault instanceof Fault.Crash crash)) {
      return "";
    }
    long subject = Subjects.node(crash.node());
    String lost =
        lost(nanos, crash.node())
            .filter(each -> !decided.contains(new Decided(nanos, subject, each.number())))
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return lost.isEmpty() ? "" : "; its disk also loses " + lost;
  }

  private static String word(Decision kind) {
    return switch (kind) {
      case LOSS -> "lost";
      case DUPLICATION -> "duplicated";
      case CORRUPTION -> "corrupted";
      case SEND_OMISSION -> "not sent";
      case RECEIVE_OMISSION, COPY_RECEIVE_OMISSION -> "not received";
      case LIE -> "a lie";
      default -> TraceText.word(kind);
    };
  }
}
