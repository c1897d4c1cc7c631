package dev.faultline.check.model;

import dev.faultline.check.model.Instants.Deed;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Least first: each value is taken when nothing smaller need be inside, as early as it can be, and
 * put as late as it can be. Values one after the other, as Lee and Mathur remove them ("Efficient
 * Linearizability Monitoring", 2024).
 */
final class PriorityOrder {

  private PriorityOrder() {}

  static Optional<List<Operation<QueueOp, Object>>> of(PutsAndTakes all) {
    var stays = new ArrayList<>(all.stays());
    stays.sort((a, b) -> Values.ORDER.compare(a.value(), b.value()));
    var inside = new Covered();
    var instants = new Instants<QueueOp, Object>();
    for (var stay : stays) {
      var taking = stay.taking();
      if (taking == null) {
        inside.add(stay.put(), PutsAndTakes.NEVER);
        instants.add(stay.put() - 1, Deed.ENTER, stay.putting());
        continue;
      }
      long taken = inside.freeAfter(Math.max(stay.take(), stay.putCalled()));
      if (taken >= stay.takeReturned()) {
        return Optional.empty();
      }
      if (stay.put() < taken) {
        inside.add(stay.put(), taken);
        instants.add(stay.put() - 1, Deed.ENTER, stay.putting());
        instants.add(taken, Deed.LEAVE, taking);
      } else {
        BagOrder.passing(stay, taken, instants);
      }
    }
    return all.empties(inside)
        .map(empties -> {
          empties.forEach(e -> instants.add(e.after(), Deed.LOOK, e.taking()));
          return instants.inOrder();
        });
  }
}
