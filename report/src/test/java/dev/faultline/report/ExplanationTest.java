package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.faultline.core.Fault;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.why.Difference;
import dev.faultline.explore.why.Nearest;
import dev.faultline.explore.why.Necessity;
import dev.faultline.explore.why.NumberedFault;
import dev.faultline.explore.why.Outcome;
import dev.faultline.explore.why.PointOfNoReturn;
import dev.faultline.explore.why.Why;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
  private static final Fault PAUSE = new Fault.Pause("bank", Duration.ofSeconds(1));

  /** Two messages are lost on their way; only the second one is on the tape. */
  private static final List<TraceEvent> RUN =
      List.of(
          new TraceEvent.Sent(10, "bank", "shop", 1, "receipt 1"),
          new TraceEvent.Lost(10, "bank", "shop", 1, "receipt 1", LossReason.NETWORK),
          new TraceEvent.FaultBegan(20, PAUSE),
          new TraceEvent.Sent(30, "bank", "shop", 2, "receipt 2"),
          new TraceEvent.Sent(30, "shop", "bank", 2, "charge 2"),
          new TraceEvent.Lost(30, "bank", "shop", 2, "receipt 2", LossReason.NETWORK),
          new TraceEvent.Delivered(40, "shop", "bank", 2, "charge 2"),
          new TraceEvent.Violated(40, "charged once", "twice", List.of()));

  private static Why why(long lost) {
    Departure loss = new Departure.Struck(Decision.LOSS, Subjects.link("bank", "shop"), 2);
    return new Why(
        "charged twice",
        List.of(),
        List.of(),
        List.of("bank: charged 2, since 0.03s"),
        List.of(
            new Necessity(
                new NumberedFault(1, new Departure.Faulted(1, PAUSE), 20, "pause bank"),
                Necessity.Role.NOT_NEEDED,
                new Outcome.Same(40)),
            new Necessity(
                new NumberedFault(2, loss, 30, "receipt 2 is lost"),
                Necessity.Role.NEEDED,
                new Outcome.Holds())),
        2,
        List.of(),
        new PointOfNoReturn(30, lost, List.of(RUN.get(5))),
        new Nearest(
            2,
            new Difference(
                30,
                List.of(RUN.get(7)),
                List.of(new TraceEvent.Delivered(40, "bank", "shop", 2, "receipt 2")))),
        9,
        true);
  }

  @Test
  void faults_are_marked_where_they_strike() {
    assertThat(Explanation.of(why(40), RUN).faults())
        .containsExactly(
            new Explanation.Mark(1, "not needed", 2), new Explanation.Mark(2, "needed", 5));
  }

  @Test
  void lines_lead_to_events_of_this_run_and_of_no_other() {
    List<Explanation.Line> lines = Explanation.of(why(40), RUN).why();

    assertThat(lines)
        .filteredOn(line -> line.event() >= 0)
        .extracting(Explanation.Line::event)
        .containsExactly(2, 5, 5, 7);
    assertThat(lines)
        .filteredOn(line -> line.text().contains("delivers receipt 2"))
        .singleElement()
        .extracting(Explanation.Line::event)
        .isEqualTo(-1);
  }

  @Test
  void the_moments_are_those_of_the_explanation() {
    Explanation explanation = Explanation.of(why(40), RUN);

    assertThat(explanation.savedNanos()).isEqualTo(30);
    assertThat(explanation.lostNanos()).isEqualTo(40);
    assertThat(explanation.partsNanos()).isEqualTo(30);
    assertThat(Explanation.of(why(PointOfNoReturn.NEVER), RUN).lostNanos()).isEqualTo(-1);
  }

  @Test
  void without_an_explanation_there_is_the_story() {
    Explanation explanation = Explanation.of(null, RUN);

    assertThat(explanation.why()).isEmpty();
    assertThat(explanation.story()).extracting(Explanation.Line::event).contains(2, 7);
  }

  @Test
  void the_page_carries_it(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.html");
    RunHeader header = new RunHeader("shop", 1, "charged once", "twice", 0, null);
    Diagram.write(file, header.withExplanation(Explanation.of(why(40), RUN)), RUN);

    JsonObject json =
        RunDecoder.read(Files.readString(file)).header().getAsJsonObject("explanation");
    assertThat(json.get("saved").getAsLong()).isEqualTo(30);
    assertThat(json.getAsJsonArray("faults").get(1).getAsJsonObject().get("event").getAsInt())
        .isEqualTo(5);
    assertThat(json.getAsJsonArray("why")).hasSameSizeAs(Explanation.of(why(40), RUN).why());
  }
}
