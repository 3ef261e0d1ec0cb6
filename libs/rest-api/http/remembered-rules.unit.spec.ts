import { getMetadataStorage, IsInt, IsString, validateSync } from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import { rememberRules } from './remembered-rules.js';

class Named {
  @IsString()
  readonly name: unknown = 'a name';
}

class Counted extends Named {
  @IsInt()
  readonly count: unknown = 1;
}

const storage = getMetadataStorage();

function remembering() {
  const find = vi.fn(storage.getTargetValidationMetadatas.bind(storage));
  const remembered = { getTargetValidationMetadatas: find };
  rememberRules(remembered);
  return { find, rulesOf: remembered.getTargetValidationMetadatas };
}

describe('The rules of a DTO', () => {
  it('are found once, those that it inherits among them', () => {
    const { find, rulesOf } = remembering();
    const rules = rulesOf(Counted, '', false, false);
    expect(rules.map(({ propertyName }) => propertyName)).toEqual(['count', 'name']);
    expect(rulesOf(Counted, '', false, false)).toBe(rules);
    expect(find).toHaveBeenCalledOnce();
    expect(rulesOf(Named, '', false, false)).toHaveLength(1);
  });

  it('are asked for each time where only some of them are wanted', () => {
    const { find, rulesOf } = remembering();
    for (let time = 0; time < 2; time++) rulesOf(Named, '', false, false, ['some']);
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('hold each time', () => {
    rememberRules();
    for (let time = 0; time < 2; time++) {
      expect(validateSync(new Counted())).toEqual([]);
      const wrong = Object.assign(new Counted(), { name: 1, count: 'x' });
      expect(validateSync(wrong).map(({ property }) => property)).toEqual(['count', 'name']);
    }
  });
});
