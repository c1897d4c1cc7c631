/**
 * Campaigns over many worlds: the strategies that choose them, the campaign that runs them on all
 * cores, and the replay files that bring one back.
 */
@NullMarked
package dev.faultline.explore;

import org.jspecify.annotations.NullMarked;
