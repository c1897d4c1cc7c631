package dev.faultline.cli;

import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider;
import dev.faultline.explore.Errand;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;
import java.util.Iterator;
import java.util.function.Consumer;

/** An engine that does errands by the names of their classes, as one in other JVMs does. */
public final class ErrandsHere implements EngineProvider {
  @Override
  public String name() {
    return "here";
  }

  @Override
  public Engine open(Setup setup) {
    return new Engine() {
      @Override
      public void run(CampaignPlan plan, Intake intake) {
        throw new UnsupportedOperationException("it runs no worlds");
      }

      @Override
      public void errands(
          Class<? extends Errand> errand, Iterator<byte[]> requests, Consumer<byte[]> answers) {
        try {
          Errand made = (Errand) Class.forName(errand.getName()).getConstructor().newInstance();
          requests.forEachRemaining(request -> answers.accept(made.answer(request)));
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    };
  }
}
