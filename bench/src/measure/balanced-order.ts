/**
 * In which order so many subjects take their turns, round by round (a Williams design). Over a whole square each has
 * every place in a round equally often, and comes after each of the others equally often: what one leaves behind for the
 * next (idle sockets, a cold cache, garbage) is shared by all. An even number takes as many rounds for that as there are
 * subjects, an odd one twice as many.
 */
export function balancedOrder(subjects: number, round: number): readonly number[] {
  const isMirrored = subjects % 2 === 1 && Math.floor(round / subjects) % 2 === 1;
  const order = Array.from({ length: subjects }, (_, turn) => {
    // 0, 1, last, 2, last but one …: neighbours differ by each distance once.
    const first = turn % 2 === 1 ? (turn + 1) / 2 : (subjects - turn / 2) % subjects;
    return (first + round) % subjects;
  });
  return isMirrored ? order.toReversed() : order;
}
