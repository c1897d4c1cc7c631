/** Worlds on all cores, added up in the order of their seeds. */
@NullMarked
package dev.faultline.explore.campaign;

import org.jspecify.annotations.NullMarked;
