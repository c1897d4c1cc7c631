package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.tape.FaultText;
import dev.faultline.explore.tape.ReplayText;
import java.nio.file.Path;

/** A finding for programs. */
final class FindingJson {
  private FindingJson() {}

  static JsonObject of(Reported reported) {
    JsonObject json = run(reported.finding(), reported.replay());
    Reported.Small small = reported.small();
    Shrunk shrunk = small == null ? null : small.shrunk();
    json.addProperty("faultsBefore", Shrunk.faults(reported.finding()));
    json.addProperty("faultsAfter", shrunk == null ? null : Shrunk.faults(shrunk.after()));
    json.addProperty("eventsBefore", reported.finding().events());
    json.addProperty("eventsAfter", shrunk == null ? null : shrunk.after().events());
    json.addProperty("replays", shrunk == null ? null : shrunk.replays());
    json.addProperty("storyLines", small == null ? null : small.story().size());
    Path diagram = reported.picture().file();
    json.addProperty("diagram", diagram == null ? null : diagram.toString());
    json.addProperty("signature", reported.signature() == null ? null : reported.signature().id());
    json.add("shrunk", small == null ? JsonNull.INSTANCE : small(small));
    return json;
  }

  private static JsonObject small(Reported.Small small) {
    JsonObject json = run(small.shrunk().after(), small.replay());
    json.addProperty("replays", small.shrunk().replays());
    json.addProperty("minimal", small.shrunk().minimal());
    json.addProperty("sameEvidence", small.shrunk().sameEvidence());
    json.add("failures", Json.strings(small.shrunk().failures()));
    json.add("story", Json.strings(small.story()));
    json.add("why", small.why() == null ? JsonNull.INSTANCE : WhyJson.of(small.why()));
    return json;
  }

  /** The same of a world that its seed alone does not bring back. */
  static JsonObject withoutSeed(Reported reported) {
    JsonObject json = of(reported);
    json.add("seed", JsonNull.INSTANCE);
    if (json.get("shrunk") instanceof JsonObject shrunk) {
      shrunk.add("seed", JsonNull.INSTANCE);
    }
    return json;
  }

  private static JsonObject run(Finding finding, Path replayFile) {
    JsonObject json = new JsonObject();
    json.addProperty("property", finding.violation().property());
    json.addProperty("seed", finding.seed());
    json.addProperty("simulatedSeconds", Json.seconds(finding.violation().nanos()));
    json.addProperty("replayFile", replayFile.toString());
    json.addProperty("traceHash", ReplayText.hex(finding.traceHash()));
    json.addProperty("detail", finding.violation().detail());
    json.addProperty("events", finding.events());
    JsonArray faults = new JsonArray();
    finding
        .faults()
        .forEach(began -> {
          JsonObject fault = new JsonObject();
          fault.addProperty("simulatedSeconds", Json.seconds(began.nanos()));
          fault.addProperty("fault", FaultText.of(began.fault()));
          faults.add(fault);
        });
    json.add("faults", faults);
    JsonObject messages = new JsonObject();
    FindingText.struckMessages(finding)
        .forEach((kind, count) -> messages.addProperty(FindingText.word(kind), count));
    json.add("struckMessages", messages);
    return json;
  }
}
