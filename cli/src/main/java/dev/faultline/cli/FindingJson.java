package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.explore.FaultText;
import dev.faultline.explore.Finding;
import dev.faultline.explore.ReplayText;
import java.nio.file.Path;

/** A finding for programs. */
final class FindingJson {
  private FindingJson() {}

  static JsonObject of(Reported reported) {
    JsonObject json = run(reported.finding(), reported.replay());
    Reported.Small small = reported.small();
    json.add("shrunk", small == null ? JsonNull.INSTANCE : small(small));
    return json;
  }

  private static JsonObject small(Reported.Small small) {
    JsonObject json = run(small.shrunk().after(), small.replay());
    json.addProperty("replays", small.shrunk().replays());
    json.addProperty("minimal", small.shrunk().minimal());
    json.addProperty("sameEvidence", small.shrunk().sameEvidence());
    json.add("story", Json.strings(small.story()));
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
