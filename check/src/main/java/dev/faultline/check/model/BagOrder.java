package dev.faultline.check.model;

import dev.faultline.check.model.Instants.Deed;
import dev.faultline.check.model.PutsAndTakes.Stay;
import dev.faultline.core.history.Operation;
import java.util.List;
import java.util.Optional;

/** No more than what all containers share: put as late, take as early as can be. */
final class BagOrder {

  private BagOrder() {}

  static Optional<List<Operation<QueueOp, Object>>> of(PutsAndTakes all) {
    return all.empties(all.surelyInside())
        .map(empties -> {
          var instants = new Instants<QueueOp, Object>();
          for (var stay : all.stays()) {
            if (stay.surelyInside()) {
              instants.add(stay.put() - 1, Deed.ENTER, stay.putting());
              if (stay.taking() != null) {
                instants.add(stay.take(), Deed.LEAVE, stay.taking());
              }
            } else {
              passing(stay, stay.take(), instants);
            }
          }
          empties.forEach(e -> instants.add(e.after(), Deed.LOOK, e.taking()));
          return instants.inOrder();
        });
  }

  /** A value that is taken as soon as it is put, not before some event. */
  static void passing(Stay stay, long from, Instants<QueueOp, Object> instants) {
    long after = Math.max(stay.putCalled(), from);
    if (stay.taking() != null) {
      instants.addTogether(after, stay.putting(), stay.taking());
    }
  }
}
