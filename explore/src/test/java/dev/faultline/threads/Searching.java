package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Engine;
import dev.faultline.explore.Ranges;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Searches pieces as other JVMs would, of any size, in any order, some twice. */
final class Searching implements Engine {
  private final Random random;
  int thrownAway;

  Searching(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void run(CampaignPlan plan, Intake intake) {
    Frontier frontier = intake.frontier();
    assertThat(frontier).isNotNull();
    thrownAway += search(plan, frontier, intake, random);
  }

  /** How many pieces were thrown away. */
  static int search(CampaignPlan plan, Frontier frontier, Intake intake, Random random) {
    int thrownAway = 0;
    Ranges ranges = new Ranges(plan);
    List<Frontier.Piece> waiting = new ArrayList<>();
    int most = 1 + random.nextInt(8);
    int runs = List.of(1, 5, 20, 100, 3000).get(random.nextInt(5));
    while (!frontier.done()) {
      while (waiting.size() < most) {
        Frontier.Piece piece = frontier.next(1 + random.nextInt(runs));
        if (piece == null) {
          break;
        }
        waiting.add(piece);
      }
      assertThat(waiting).isNotEmpty();
      Frontier.Piece piece = waiting.remove(random.nextInt(waiting.size()));
      if (!frontier.needs(piece.number())) {
        thrownAway++;
        continue;
      }
      Ranges.Ran ran = ranges.run(piece.from(), piece.to(), piece.recipe());
      Part part = PartCodec.decode(PartCodec.encode(ran.part(), plan.mix()));
      frontier.learn(piece.number(), part, ran.shown()).forEach(intake::take);
      assertThat(frontier.learn(piece.number(), part, ran.shown())).isEmpty();
    }
    return thrownAway;
  }
}
