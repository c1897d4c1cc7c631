package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.explore.why.Necessity;
import dev.faultline.explore.why.Outcome;
import dev.faultline.explore.why.Why;
import dev.faultline.explore.why.WhyText;
import dev.faultline.sim.trace.TraceEvent;
import java.util.List;
import java.util.Locale;

/** An explanation for programs. */
final class WhyJson {
  private WhyJson() {}

  static JsonObject of(Why why) {
    JsonObject json = new JsonObject();
    json.addProperty("sentence", why.sentence());
    json.add("tookPart", Json.strings(why.tookPart()));
    json.add("inTheWay", Json.strings(why.inTheWay()));
    json.add("states", Json.strings(why.states()));
    JsonArray faults = new JsonArray();
    why.faults().forEach(fault -> faults.add(fault(fault)));
    json.add("faults", faults);
    json.addProperty("allFaults", why.allFaults());
    if (why.noReturn() != null) {
      JsonObject point = new JsonObject();
      point.addProperty("savedSeconds", Json.seconds(why.noReturn().savedNanos()));
      point.addProperty("lostSeconds", Json.seconds(why.noReturn().lostNanos()));
      point.add("between", events(why.noReturn().between()));
      json.add("pointOfNoReturn", point);
    }
    if (why.nearest() != null) {
      JsonObject nearest = new JsonObject();
      nearest.addProperty("withoutFault", why.nearest().without());
      nearest.addProperty("partsSeconds", Json.seconds(why.nearest().difference().partsNanos()));
      nearest.add("onlyHere", events(why.nearest().difference().here()));
      nearest.add("onlyThere", events(why.nearest().difference().there()));
      json.add("nearest", nearest);
    }
    json.add("lines", Json.strings(WhyText.of(why)));
    json.addProperty("replays", why.replays());
    json.addProperty("complete", why.complete());
    return json;
  }

  private static JsonObject fault(Necessity fault) {
    JsonObject json = new JsonObject();
    json.addProperty("number", fault.fault().number());
    json.addProperty("simulatedSeconds", Json.seconds(fault.fault().nanos()));
    json.addProperty("fault", fault.fault().text());
    json.addProperty("role", fault.role().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    switch (fault.without()) {
      case Outcome.Holds holds -> json.addProperty("without", "holds");
      case Outcome.Same(long nanos) -> {
        json.addProperty("without", "same");
        json.addProperty("withoutSeconds", Json.seconds(nanos));
      }
      case Outcome.Other(var violation) -> {
        json.addProperty("without", "other");
        json.addProperty("withoutProperty", violation.property());
        json.addProperty("withoutSeconds", Json.seconds(violation.nanos()));
      }
      case Outcome.Undecided(String reason) -> {
        json.addProperty("without", "undecided");
        json.addProperty("reason", reason);
      }
    }
    return json;
  }

  private static JsonArray events(List<TraceEvent> events) {
    return Json.strings(events.stream().map(TraceText::of).map(String::strip).toList());
  }
}
