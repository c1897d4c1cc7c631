/**
 * World tests in JUnit: {@link dev.faultline.junit.WorldTest} runs a method in many simulated
 * worlds, and a failure shows what happened in the smallest run that still fails.
 *
 * <p>The settings. Of several values the leftmost column counts:
 *
 * <table>
 * <caption>Precedence</caption>
 * <tr><th>setting</th><th>system property</th><th>environment</th><th>annotation</th><th>junit-platform.properties</th><th>default</th></tr>
 * <tr><td>worlds</td><td>faultline.worlds</td><td>FAULTLINE_WORLDS</td><td>worlds</td><td>faultline.worlds</td><td>100</td></tr>
 * <tr><td>first seed</td><td>faultline.seed</td><td>FAULTLINE_SEED</td><td>seed</td><td>faultline.seed</td><td>1</td></tr>
 * <tr><td>simulated time</td><td>faultline.time</td><td>FAULTLINE_TIME</td><td>time</td><td>faultline.time</td><td>60s</td></tr>
 * <tr><td>strategy</td><td>faultline.strategy</td><td>FAULTLINE_STRATEGY</td><td>strategy</td><td>faultline.strategy</td><td>swarm</td></tr>
 * <tr><td>events of a world at most</td><td>faultline.max-events</td><td>FAULTLINE_MAX_EVENTS</td><td>maxEvents</td><td>faultline.max-events</td><td>50000000</td></tr>
 * <tr><td>changes to the fault mix</td><td>faultline.mix</td><td>FAULTLINE_MIX</td><td>mix</td><td>faultline.mix</td><td>none</td></tr>
 * <tr><td>worlds that run at once</td><td>faultline.jobs</td><td>FAULTLINE_JOBS</td><td>jobs</td><td>faultline.jobs</td><td>one a processor</td></tr>
 * <tr><td>replays for shrinking</td><td>faultline.shrink-replays</td><td>FAULTLINE_SHRINK_REPLAYS</td><td>shrinkReplays</td><td>faultline.shrink-replays</td><td>1500</td></tr>
 * <tr><td>time for shrinking</td><td>faultline.shrink-time</td><td>FAULTLINE_SHRINK_TIME</td><td>shrinkTime</td><td>faultline.shrink-time</td><td>30s</td></tr>
 * <tr><td>publish the faults that struck</td><td>faultline.report</td><td>FAULTLINE_REPORT</td><td></td><td>faultline.report</td><td>false</td></tr>
 * <tr><td>fail without a proof</td><td>faultline.proof</td><td>FAULTLINE_PROOF</td><td>proof</td><td>faultline.proof</td><td>false</td></tr>
 * <tr><td>shrinking</td><td>faultline.shrink</td><td>FAULTLINE_SHRINK</td><td></td><td>faultline.shrink</td><td>true</td></tr>
 * <tr><td>time for all world tests of this JVM</td><td>faultline.budget</td><td>FAULTLINE_BUDGET</td><td></td><td>faultline.budget</td><td>none</td></tr>
 * <tr><td>replay file to run instead</td><td>faultline.replay</td><td>FAULTLINE_REPLAY</td><td></td><td></td><td>none</td></tr>
 * <tr><td>where files are left</td><td>faultline.dir</td><td>FAULTLINE_DIR</td><td></td><td>faultline.dir</td><td>target/faultline</td></tr>
 * </table>
 *
 * <p>A seed given as a system property or in the environment runs the world of that seed alone.
 * Each test prints the values in effect.
 */
@NullMarked
package dev.faultline.junit;

import org.jspecify.annotations.NullMarked;
