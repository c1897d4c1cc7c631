package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.why.NumberedFault;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults that a replay does without.
 *
 * @param file of the run without them, which goes on to the program's own end; the file itself
 *     where none is left out
 */
record FaultsLeftOut(ReplayFile file, List<NumberedFault> faults) {
  /**
   * Leaves out the faults with these numbers.
   *
   * @throws UsageException when there is no such fault
   */
  static FaultsLeftOut of(ReplaySource source, List<Integer> numbers) {
    ReplayFile file = source.file();
    if (numbers.isEmpty()) {
      return new FaultsLeftOut(file, List.of());
    }
    List<NumberedFault> all = all(source);
    List<NumberedFault> gone = new ArrayList<>();
    for (int number : numbers) {
      if (number > all.size()) {
        throw new UsageException(
            "there is no fault "
                + number
                + " to leave out: the run of "
                + source.path()
                + " has "
                + HumanText.count(all.size(), "fault"));
      }
      gone.add(all.get(number - 1));
    }
    List<Departure> departures = new ArrayList<>(file.tape().departures());
    gone.forEach(fault -> departures.remove(fault.departure()));
    return new FaultsLeftOut(
        new ReplayFile(
            file.version(),
            file.target(),
            file.settings(),
            file.seed(),
            file.duration(),
            file.duration(),
            file.model(),
            file.rates(),
            file.property(),
            file.traceHash(),
            file.nodes(),
            file.tape().withDepartures(departures)),
        gone);
  }

  private static List<NumberedFault> all(ReplaySource source) {
    try {
      return NumberedFault.of(source.plan(), source.file());
    } catch (ModelException e) {
      throw new UsageException(source.path() + ": " + e.getMessage(), e);
    }
  }

  boolean isAny() {
    return !faults.isEmpty();
  }

  List<String> lines() {
    return faults.stream()
        .map(fault ->
            fault.number() + ". " + SimTime.text(fault.nanos() / 1000 * 1000) + " " + fault.text())
        .toList();
  }

  void addTo(JsonObject document) {
    if (isAny()) {
      JsonArray numbers = new JsonArray();
      faults.forEach(fault -> numbers.add(fault.number()));
      document.add("without", numbers);
    }
  }
}
