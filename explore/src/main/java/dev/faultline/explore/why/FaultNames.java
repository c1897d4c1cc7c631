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
import java.util.List;
import java.util.Map;

/** Faults as people call them: what became of which message, or the fault's own line. */
final class FaultNames {
  private record Link(String from, String to) {}

  private record Message(String from, String to, long ordinal) {}

  private final Map<Long, Link> links = new LinkedHashMap<>();
  private final Map<Message, TraceEvent.Sent> sent = new LinkedHashMap<>();

  private final Map<Long, List<TraceEvent.FaultBegan>> began = new LinkedHashMap<>();
  private final StoryLosses losses;

  FaultNames(List<String> nodes, List<TraceEvent> run) {
    this.losses = new StoryLosses(run);
    for (String from : nodes) {
      for (String to : nodes) {
        links.put(Subjects.link(from, to), new Link(from, to));
      }
    }
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Sent e) {
        sent.putIfAbsent(new Message(e.from(), e.to(), e.ordinal()), e);
      } else if (event instanceof TraceEvent.FaultBegan e) {
        began.computeIfAbsent(e.nanos(), nanos -> new ArrayList<>()).add(e);
      }
    }
  }

  String of(AlignedAdversary.Timed fault) {
    return switch (fault.departure()) {
      case Departure.Faulted faulted ->
          FaultText.of(faulted.fault()) + taken(fault.nanos(), faulted.fault());
      case Departure.Struck struck -> struck(struck);
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
